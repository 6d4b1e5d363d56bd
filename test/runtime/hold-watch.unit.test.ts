// The card is shown again when what holds its campaign changes, and only then.
import { expect, it } from 'vitest';
import type { World } from '../../src/core/campaign/input.ts';
import type { WantedMessage } from '../../src/ports/store.ts';
import { createHoldWatch } from '../../src/runtime/hold-watch.ts';
import { openScenario, threeWebs } from '../fakes/campaign-scenario.ts';
import { silentLog } from '../fakes/silent-log.ts';

function watching(fails = false) {
  const wanted: WantedMessage[] = [];
  const scenario = openScenario({ fleet: threeWebs, hosts: ['web-1'] });
  scenario.approved();
  let failing = fails;
  const watch = createHoldWatch({
    store: {
      wantMessages: (messages) =>
        failing ? Promise.reject(new Error('disk full')) : Promise.resolve(void wanted.push(...messages)),
    },
    log: silentLog,
    channel: 'C1',
    onMessages: () => undefined,
  });
  const look = async (world: World = scenario.world()): Promise<void> => {
    watch.look(scenario.campaign(), world);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { wanted, scenario, watch, look, mend: () => (failing = false) };
}

const stop = { kind: 'set', cause: { kind: 'stop-switch' }, why: 'burning' } as const;

it('a hold that begins and one that ends want the card once each', async () => {
  const { wanted, scenario, watch, look } = watching();
  await look();
  expect(wanted).toEqual([]);
  scenario.setFlags(stop);
  await look();
  await look();
  expect(wanted).toMatchObject([{ channel: 'C1', subject: { kind: 'campaign-card' } }]);
  expect(watch.of(scenario.campaign().id)).toMatchObject([{ kind: 'flag', why: 'burning' }]);
  scenario.setFlags();
  await look();
  expect(wanted).toHaveLength(2);
  expect(watch.of(scenario.campaign().id)).toEqual([]);
});

it('a card that could not be wanted is wanted with the next tick', async () => {
  const { wanted, scenario, look, mend } = watching(true);
  scenario.setFlags(stop);
  await look();
  expect(wanted).toEqual([]);
  mend();
  await look();
  expect(wanted).toHaveLength(1);
});
