// The card is shown again when what holds its campaign changes or its hosts reboot by themselves, and only then.
import { expect, it } from 'vitest';
import type { World } from '../../src/core/campaign/input.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import { unobserved, type HostView } from '../../src/core/fleet/snapshot.ts';
import type { WantedMessage } from '../../src/ports/store.ts';
import { createCardWatch } from '../../src/runtime/card-watch.ts';
import { openScenario, scenarioStartAt, threeWebs } from '../fakes/campaign-scenario.ts';
import { oldBootOf } from '../fakes/plan-maker.ts';
import { sampleFacts } from '../fakes/sample-events.ts';
import { silentLog } from '../fakes/silent-log.ts';

function watching(fails = false, approved = true) {
  const wanted: WantedMessage[] = [];
  const scenario = openScenario({ fleet: threeWebs, hosts: ['web-1'] });
  if (approved) scenario.approved();
  const views = new Map<HostId, HostView>();
  let failing = fails;
  const watch = createCardWatch({
    store: {
      wantMessages: (messages) =>
        failing ? Promise.reject(new Error('disk full')) : Promise.resolve(void wanted.push(...messages)),
    },
    log: silentLog,
    channel: 'C1',
    onMessages: () => undefined,
  });
  const look = async (world: World = { ...scenario.world(), views: new Map(views) }): Promise<void> => {
    watch.look(scenario.campaign(), world);
    await Promise.resolve();
    await Promise.resolve();
  };
  const seen = (bootId: BootId): void =>
    void views.set('web-1' as HostId, {
      ...unobserved('web-1' as HostId),
      status: 'up',
      lastSeen: { at: scenarioStartAt, facts: { ...sampleFacts, bootId } },
    });
  return { wanted, scenario, watch, look, seen, mend: () => (failing = false) };
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
  expect(watch.holdsOf(scenario.campaign().id)).toMatchObject([{ kind: 'flag', why: 'burning' }]);
  scenario.setFlags();
  await look();
  expect(wanted).toHaveLength(2);
  expect(watch.holdsOf(scenario.campaign().id)).toEqual([]);
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

it.each(['a plan that waits', 'a campaign that runs'])(
  'a waiting host of %s that rebooted by itself wants the card once',
  async (whose) => {
    const { wanted, look, seen } = watching(false, whose === 'a campaign that runs');
    seen(oldBootOf('web-1'));
    await look();
    expect(wanted).toEqual([]);
    seen('ffffffff-0000-4000-8000-000000000000' as BootId);
    await look();
    await look();
    expect(wanted).toMatchObject([{ channel: 'C1', subject: { kind: 'campaign-card' } }]);
  },
);
