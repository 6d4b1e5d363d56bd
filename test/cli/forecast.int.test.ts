import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { viewOf } from '../fakes/planning-fleet.ts';

let directory = '';

/** Twelve hosts racked on one day, due in 34 days; a nightly window of 20 minutes and one host at a time. */
const inventory = (duration: string): string => `
caps: {max_in_flight: 1}
sites: {s: {kind: cloud, time_zone: UTC}}
zones: {z: {site: s}}
windows: {weekly: {days: [sat], start: '01:00', duration: ${duration}}}
defaults: {windows: [weekly], max_uptime: 180d, warn_before: 30d, timing: {expected: 10m, soak: 1m}}
hosts: {'web-[01:12]': {zone: z}, gone: {zone: z}}
`;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-forecast-'));
  writeFileSync(join(directory, 'fleet.yaml'), inventory('55m'));
  writeFileSync(join(directory, 'settings.yaml'), 'database: {path: stagger.db}\n');
  const store = await openSqlStore(join(directory, 'stagger.db'));
  const now = Date.now();
  const views = Array.from({ length: 12 }, (_, at) => {
    const view = viewOf(`web-${String(at + 1).padStart(2, '0')}` as HostId, 146 * DAY_MS, 'up');
    return { ...view, lastSeen: { ...view.lastSeen!, at: now } };
  });
  await store.recordObservations({ views, boots: [] });
  await store.close();
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...words: readonly string[]) => runCommand('forecast', ...words, '--inventory', directory);

describe('stagger forecast', () => {
  it('shows the crowded week, how the spread empties it, and whom nobody has seen', async () => {
    const { out, err, code } = await run('--weeks', '6');
    expect({ err, code }).toEqual({ err: '', code: 1 });
    expect(out).toMatch(/^WEEK FROM +DUE +ROOM +SPREAD +LATE/m);
    expect(out).toMatch(/^\d{4}-\d\d-\d\d +12 +5 +\d +- +#+\.+$/m);
    expect(out).toMatch(/12 fall due, 5 fit\. Begin in the week of \d{4}-\d\d-\d\d\./);
    expect(out).toContain('Not judged, because nobody has seen it: gone. Look with `stagger sweep`.');
  });

  it('ends with 0 where every host was seen and fits, and with 1 where nobody was seen', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), inventory('55m').replace(', gone: {zone: z}', ''));
    expect((await run('--weeks', '6')).code).toBe(0);
    writeFileSync(join(directory, 'fleet.yaml'), inventory('55m').replace("'web-[01:12]': {zone: z}, ", ''));
    const { out, code } = await run('--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ unknown: ['gone'], stuck: [], warnings: [] });
  });

  it('ends with 1 and names who will be late where nothing helps', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), inventory('11m'));
    const { out, code } = await run('--json');
    expect(code).toBe(1);
    const answer = JSON.parse(out);
    expect(answer).toMatchObject({ schema: 'stagger/forecast/1', unknown: ['gone'] });
    expect(answer.warnings).toMatchObject([{ kind: 'does-not-fit' }]);
    expect(answer.weeks).toHaveLength(12);
  });

  it('names hosts that no window can take, and ends with 1', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), inventory('5m'));
    const { out, code } = await run();
    expect(code).toBe(1);
    expect(out).toMatch(/^web-12 +\d{4}-\d\d-\d\d +no window of these weeks has room for it$/m);
  });

  it('says first that nothing starts, where a stop switch is set: the weeks leave it out', async () => {
    writeFileSync(join(directory, 'STOP'), 'storage is being moved (os:alice)');
    expect((await run()).out).toMatch(
      /^Nothing is started: .* by os:alice: storage is being moved\..* What follows is as if nothing were stopped\.\n\n/,
    );
    rmSync(join(directory, 'STOP'));
    writeFileSync(join(directory, 'STOP.host.web-03'), 'disk');
    expect(JSON.parse((await run('--json')).out).stopSwitches).toMatchObject([{ hosts: ['web-03'] }]);
  });

  it('refuses a number of weeks that is none', async () => {
    const { err, code } = await run('--weeks', 'many');
    expect({ code, first: err.split('\n')[0] }).toEqual({
      code: 2,
      first: 'stagger: --weeks: found "many", expected a whole number from 1 to 104',
    });
  });
});
