// A window without a zone of its own has that of the fleet: hosts elsewhere would go in the middle of their day.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-zones-'));
  writeFileSync(join(directory, 'settings.yaml'), 'database: {path: stagger.db}\nssh: {config_file: none}\n');
});
afterEach(() => rmSync(directory, { recursive: true }));

async function warnings(zone: string, window = ''): Promise<readonly string[]> {
  writeFileSync(
    join(directory, 'fleet.yaml'),
    `
sites:
  icn: {kind: datacentre, time_zone: Asia/Seoul}
  other: {kind: datacentre, time_zone: ${zone}}
zones: {a: {site: icn}, b: {site: other}}
defaults: {time_zone: Asia/Seoul, windows: [nights]}
windows: {nights: {days: [mon], start: '01:00', duration: 5h${window}}}
hosts: {web-1: {zone: a}, web-2: {zone: b}, web-3: {zone: b}}
`,
  );
  const { out, code } = await runCommand('check', directory, '--json');
  expect(code, out).toBe(0);
  return (JSON.parse(out) as { warnings: string[] }).warnings;
}

it('is told once, with how many hosts', async () => {
  expect(await warnings('Europe/Berlin')).toEqual([
    'window nights names no time_zone and opens by the clock of Asia/Seoul, also for 2 hosts of site other (Europe/Berlin): write time_zone to it, or give them a window of their own',
  ]);
});

it('is meant where the window says so, and the same where the clocks are', async () => {
  expect(await warnings('Europe/Berlin', ', time_zone: Asia/Seoul')).toEqual([]);
  expect(await warnings('Asia/Tokyo')).toEqual([]);
});
