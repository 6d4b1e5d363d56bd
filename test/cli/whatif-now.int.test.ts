// `stagger whatif --now` on a real database: what is down at the moment counts, what was never looked at does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { unobserved } from '../../src/core/fleet/snapshot.ts';
import type { HostStatus, HostView } from '../../src/core/fleet/snapshot.ts';
import { sampleFacts } from '../fakes/sample-events.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-whatif-'));
  writeFileSync(
    join(directory, 'fleet.yaml'),
    [
      'sites: {s: {kind: datacentre, time_zone: UTC}}',
      'zones: {z1: {site: s}, z2: {site: s}, z3: {site: s}}',
      'hosts: {a: {zone: z1}, b: {zone: z2}, c: {zone: z3}}',
      'services: {web: {min_available: 1, instances: [a, b, c]}}',
      '',
    ].join('\n'),
  );
  writeFileSync(join(directory, 'settings.yaml'), `database: {path: ${join(directory, 'stagger.db')}}\n`);
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...words: readonly string[]) => runCommand('whatif', ...words, '--inventory', directory);

function view(host: string, status: HostStatus, at: number): HostView {
  return { ...unobserved(host as HostId), status, lastSeen: { at, facts: sampleFacts } };
}

async function observed(...views: readonly HostView[]): Promise<void> {
  const store = await openSqlStore(join(directory, 'stagger.db'));
  await store.recordObservations({ views, boots: [] });
  await store.close();
}

describe('stagger whatif --now', () => {
  it('refuses while nothing was ever observed', async () => {
    const { err, code, out } = await run('--now');
    expect({ out, code }).toEqual({ out: '', code: 69 });
    expect(err).toContain('no host of this inventory was observed yet');
  });

  it('adds hosts that are unreachable and hosts whose last sight is too old', async () => {
    const now = Date.now();
    await observed(view('a', 'unreachable', now), view('b', 'up', now - 86_400_000), view('c', 'up', now));
    const { out, err } = await run('--now', '--json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      alreadyDown: ['a', 'b'],
      lostHosts: [],
      services: [{ service: 'web', outcome: 'degraded', left: 1 }],
    });
    expect((await run('zone:z3', '--now')).out).toMatch(/\ndown +web +0 of 3 +1/);
  });

  it('takes hosts that were never looked at as up, and says how many', async () => {
    // The second was tried, and never seen.
    const problem = { at: Date.now(), failure: 'connection-refused', detail: 'nothing listens' } as const;
    await observed(view('a', 'unreachable', Date.now()), {
      ...unobserved('b' as HostId),
      misses: 1,
      lastProblem: problem,
    });
    const { out, err } = await run('--now', '--json');
    expect(err).toContain('2 hosts were never observed and are taken as up');
    expect(JSON.parse(out)).toMatchObject({ alreadyDown: ['a'] });
  });
});
