// A changed inventory is taken up once it stands still; a bad or shrunken one never replaces the one in force.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createInventoryWatch, LOOK_EVERY_MS, type InventoryWatch } from '../../src/app/inventory-watch.ts';
import { inventorySignature } from '../../src/config/disk.ts';
import { loadInventory } from '../../src/config/load-inventory.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { silentLog } from '../fakes/silent-log.ts';

const hosts = (...names: readonly string[]): string =>
  `sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts:\n${names.map((name) => `  ${name}: {zone: z}\n`).join('')}`;

let directory = '';
let watch: InventoryWatch | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-watch-'));
});
afterEach(() => {
  watch?.stop();
  rmSync(directory, { recursive: true });
});

const write = (text: string): void => writeFileSync(join(directory, 'fleet.yaml'), text);

async function watching(first: string, whileStarting: () => void = () => undefined) {
  write(first);
  const inForce = await loadInventory(directory);
  if (inForce.kind !== 'loaded') throw new Error('the first inventory is bad');
  whileStarting();
  const hand = createHandClock(0);
  // The watch lists and loads real files: how long that takes is told by its next sleep, not by a time of ours.
  const sleeps = { begun: 0 };
  const clock: Clock = {
    ...hand,
    sleep: (ms, signal) => {
      sleeps.begun += 1;
      return hand.sleep(ms, signal);
    },
  };
  const taken: (readonly string[])[] = [];
  const refused: (readonly string[])[] = [];
  const daemon = {
    reload: (_: unknown, changes: readonly string[]) => Promise.resolve(void taken.push(changes)),
    refuseReload: (reasons: readonly string[]) => Promise.resolve(void refused.push(reasons)),
  };
  const opened = createInventoryWatch({ directory, inForce, daemon, clock, log: silentLog });
  watch = opened;
  void opened.run();
  let looks = 0;
  const look = async (): Promise<void> => {
    await expect.poll(() => sleeps.begun).toBeGreaterThan(looks);
    looks += 1;
    await hand.advance(LOOK_EVERY_MS);
    await expect.poll(() => sleeps.begun).toBeGreaterThan(looks);
  };
  return { taken, refused, look, opened };
}

it('takes up a change that stands still for one look, once, and says what it changes', async () => {
  const { taken, refused, look } = await watching(hosts('a', 'b'));
  await look();
  write(hosts('a', 'b', 'c'));
  await look();
  expect(taken).toEqual([]);
  await look();
  expect(taken).toEqual([[expect.stringContaining('c')]]);
  await look();
  await look();
  expect(taken).toHaveLength(1);
  expect(refused).toEqual([]);
});

it('takes up what was changed while the daemon started', async () => {
  const { taken, look } = await watching(hosts('a', 'b'), () => write(hosts('a', 'b', 'c')));
  await look();
  await look();
  expect(taken).toEqual([[expect.stringContaining('c')]]);
});

it('refuses mistakes and a fleet that has shrunk, and takes the mended one', async () => {
  const { taken, refused, look } = await watching(hosts('a', 'b', 'c', 'd'));
  await look();
  write(`${hosts('a')}  bad: {zone: nowhere}\n`);
  await look();
  await look();
  expect(refused[0]?.[0]).toContain('nowhere');
  write(hosts('a'));
  await look();
  await look();
  expect(refused[1]?.join(' ')).toMatch(/3 of 4 hosts|max_lost/);
  write(hosts('a', 'b', 'c', 'd', 'e'));
  await look();
  await look();
  expect(taken).toHaveLength(1);
});

it('reloads at once when asked', async () => {
  const { taken, opened } = await watching(hosts('a', 'b'));
  write(hosts('a', 'b', 'c'));
  await opened.reload();
  expect(taken).toHaveLength(1);
});

it('takes up a freeze calendar that changed, went away or broke, and says so each time', async () => {
  const calendar = (...days: readonly number[]): string =>
    [
      'BEGIN:VCALENDAR',
      ...days.flatMap((day) => [
        'BEGIN:VEVENT',
        `UID:${day}`,
        `DTSTART;VALUE=DATE:202612${day}`,
        'END:VEVENT',
      ]),
      'END:VCALENDAR',
    ].join('\r\n');
  const file = join(directory, 'change.ics');
  writeFileSync(file, calendar(18));
  const { taken, opened } = await watching(`${hosts('a')}freezes: {change: {ics: change.ics}}\n`);
  const signature = () => inventorySignature(directory, [file]);
  const first = await signature();
  writeFileSync(file, calendar(18, 19));
  expect(await signature()).not.toBe(first);
  await opened.reload();
  expect(taken).toEqual([[expect.stringContaining('freeze change: changed')]]);
  rmSync(file);
  expect(await signature()).toContain('it does not exist');
  await opened.reload();
  expect(taken).toHaveLength(2);
  const gone = await loadInventory(directory);
  expect(gone.kind === 'loaded' && gone).toMatchObject({
    fleet: { unreadFreezes: [{ id: 'change', why: 'change.ics: the file: it does not exist' }] },
    namedPaths: [file],
  });
  writeFileSync(file, calendar(18).slice(0, 40));
  await opened.reload();
  expect(taken).toHaveLength(3);
  const broken = await loadInventory(directory);
  expect(broken.kind === 'loaded' && broken.fleet.unreadFreezes).toMatchObject([{ id: 'change' }]);
});
