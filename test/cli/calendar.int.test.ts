import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';

const inventory = `
sites: {s: {kind: cloud, time_zone: Europe/Berlin}}
zones: {z: {site: s}}
windows: {sunday: {days: [sun], start: '01:30', duration: 1h}}
freezes: {sale: {reason: Autumn sale, from: 2026-10-17, until: 2026-10-18, time_zone: Europe/Berlin}}
defaults: {windows: [sunday], time_zone: Europe/Berlin}
hosts: {web-1: {zone: z}, web-2: {zone: z}}
`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-calendar-'));
  writeFileSync(join(directory, 'fleet.yaml'), inventory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (...words: readonly string[]) => runCommand('calendar', ...words, '--inventory', directory);

describe('stagger calendar', () => {
  it('shows real lengths over the clock change, freezes, and the zone data in use', async () => {
    const { out, err } = await run('--from', '2026-10-12', '--days', '21');
    expect(err).toBe('');
    expect(out).toMatch(
      /^sunday +2026-10-18 01:30 \S+ +2026-10-18 02:30 \S+ +1 h +2 +Europe\/Berlin +frozen: Autumn sale$/m,
    );
    expect(out).toMatch(
      /^sunday +2026-10-25 01:30 \S+ +2026-10-25 02:30 \S+ +1 h 30 min .* opens twice, 30 min longer in all$/m,
    );
    expect(out).toMatch(/^sunday +2026-11-01 01:30 \S+ +2026-11-01 02:30 \S+ +1 h +2 +Europe\/Berlin$/m);
    // In the zone that the windows are shown in, whatever the zone of the machine.
    expect(out).toMatch(/^sale +2026-10-17 00:00 GMT\+2 +2026-10-19 00:00 GMT\+2 +Autumn sale$/m);
    expect(out).toContain(`Time zone data ${process.versions['tz']}`);
  });

  it('looks from the day as the fleet has it: Sunday at 01:30 is not on the Saturday of UTC', async () => {
    expect((await run('--from', '2026-10-24', '--days', '1')).out).toContain('No window opens');
    expect((await run('--from', '2026-10-25', '--days', '1')).out).toMatch(
      /^sunday +2026-10-25 01:30 GMT\+2/m,
    );
  });

  it('says when a hypervisor may go with its guests, and when never', async () => {
    const guests = `hv: {zone: z}
  vm: {hypervisor: hv, windows: [later]}
  lone: {zone: z}
  vm-2: {hypervisor: lone, windows: [monday]}`;
    const windows = `{later: {days: [sun], start: '02:00', duration: 1h}, monday: {days: [mon], start: '02:00', duration: 1h}, `;
    writeFileSync(
      join(directory, 'fleet.yaml'),
      inventory
        .replace('windows: {', `windows: ${windows}`)
        .replace(/hosts: .*/, `hosts:\n  web-1: {zone: z}\n  ${guests}`),
    );
    const asked = ['--from', '2026-10-12', '--days', '21'];
    const { out, err } = await run(...asked);
    expect(err).toBe('');
    expect(out).toMatch(/^hv +vm +2026-10-25 02:00 \S+ +2026-10-25 02:30 \S+$/m);
    expect(out).toMatch(/^lone +vm-2 +never in this time$/m);
    expect(JSON.parse((await run(...asked, '--json')).out)).toMatchObject({
      hypervisors: [
        { host: 'hv', guests: ['vm'] },
        { host: 'lone', guests: ['vm-2'], startable: [] },
      ],
    });
  });

  it('ends with 1 while a freeze calendar cannot be read: until it can, no opening is one', async () => {
    expect((await run('--from', '2026-10-12')).code).toBe(0);
    writeFileSync(
      join(directory, 'fleet.yaml'),
      inventory.replace('freezes: {', 'freezes: {changes: {reason: Changes, ics: gone.ics}, '),
    );
    const { out, code } = await run('--from', '2026-10-12');
    expect(out).toContain('Freeze changes cannot be read, so nothing is rebooted: gone.ics: ');
    expect(code).toBe(1);
    expect((await run('--from', '2026-10-12', '--json')).code).toBe(1);
  });

  it('prints JSON for programs', async () => {
    const answer = JSON.parse((await run('--from', '2026-03-23', '--days', '7', '--json')).out);
    expect(answer).toMatchObject({
      schema: 'stagger/calendar/1',
      openings: [
        { window: 'sunday', openMs: 1_800_000, nominalMs: 3_600_000, clockChange: 'shorter', hosts: 2 },
      ],
      freezes: [],
    });
  });

  it.each([
    [['--days', '0'], '--days: found "0", expected a whole number from 1 to 400'],
    [['--from', 'tomorrow'], '--from: found "tomorrow", expected a date such as 2026-10-24'],
    [['--from', '2026-02-30'], '--from: found "2026-02-30", expected a date such as 2026-10-24'],
  ])('refuses %j', async (words, message) => {
    const { err, code } = await run(...words);
    expect({ code, message: err.split('\n')[0] }).toEqual({ code: 2, message: `stagger: ${message}` });
  });
});
