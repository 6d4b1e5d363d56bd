// What the demo's fleet promises: at whatever hour somebody starts it, the first plan may begin at once.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadInventory } from '../../src/config/load-inventory.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/core/brand.ts';
import { freezeAt } from '../../src/core/calendar/freeze.ts';
import { openUntil } from '../../src/core/calendar/window.ts';
import { demoStart, maxAgeAt, openAlways } from '../../src/demo/demo-fleet.ts';

it('may reboot from its first moment on and for days, whatever the hour, the weekday and the freezes', async () => {
  const loaded = await loadInventory(join(import.meta.dirname, '..', '..', 'inventory'));
  if (loaded.kind === 'invalid') throw new Error('the example inventory is invalid');
  const fleet = openAlways(loaded.fleet);
  const [first] = fleet.hosts.values();
  expect(fleet.freezes.length).toBeGreaterThan(0);
  const from = Math.min(...fleet.freezes.map(({ fromAt }) => fromAt)) - 20 * DAY_MS;
  const until = Math.max(...fleet.freezes.map(({ untilAt }) => untilAt)) + DAY_MS;
  for (let now = from; now < until; now += 5 * HOUR_MS) {
    const startAt = demoStart(fleet, now);
    expect(startAt).toBeGreaterThanOrEqual(now);
    expect(openUntil(first?.windows ?? [], startAt)).toBeGreaterThan(startAt + 10 * DAY_MS);
    for (let at = startAt; at < startAt + 10 * DAY_MS; at += 6 * HOUR_MS)
      expect(freezeAt(fleet.freezes, at)).toBeNull();
  }
});

it('believes what it saw for ten real seconds, however fast its time runs', () => {
  for (const speed of [60, 600, 10_000])
    expect(maxAgeAt(speed)).toBeGreaterThanOrEqual(speed * 10 * SECOND_MS);
  expect(maxAgeAt(1)).toBe(15 * MINUTE_MS);
});
