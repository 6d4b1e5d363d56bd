// What can go wrong in the demo, to be started by a button or a flag. A scenario only does to the simulated servers what
// the world does to real ones; what the daemon makes of it is the daemon's own.

import { MINUTE_MS, type DurationMs } from '../core/brand.ts';
import type { Campaign } from '../core/campaign/state.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { CampaignId, HostId } from '../core/fleet/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { SimulatedFleet } from './simulated-fleet.ts';

export const scenarioIds = ['power-loss', 'never-returns', 'lagging-replica', 'drift', 'campaign'] as const;
export type ScenarioId = (typeof scenarioIds)[number];

export type ScenarioWorld = {
  readonly fleet: Fleet;
  readonly simulated: SimulatedFleet;
  readonly clock: Clock;
  readonly openCampaigns: () => Promise<readonly Campaign[]>;
  /** Proposes what is due now; null where nothing is. */
  readonly propose: () => Promise<CampaignId | null>;
  /** Ends what is under way where the demo ends. */
  readonly stopping: AbortSignal;
};

/** What was done, and where to look, in one line for a person; or why it could not be done. */
export type ScenarioOutcome = {
  readonly kind: 'begun' | 'not-now';
  readonly what: { readonly en: string; readonly ko: string };
};

const begun = (en: string, ko: string): ScenarioOutcome => ({ kind: 'begun', what: { en, ko } });
const notNow = (en: string, ko: string): ScenarioOutcome => ({ kind: 'not-now', what: { en, ko } });

/** The rack of the story, and how long its power was away. */
const storyRack = 'seoul-a-r12';
const powerAwayMs: DurationMs = 10 * MINUTE_MS;
/** "Tens of minutes behind its primary": this long its gates fail. */
const lagMs: DurationMs = 8 * MINUTE_MS;

export async function startScenario(id: ScenarioId, world: ScenarioWorld): Promise<ScenarioOutcome> {
  switch (id) {
    case 'power-loss':
      return powerLoss(world);
    case 'never-returns':
      return atNextHost(
        world,
        () => true,
        (host, faults) => {
          faults.neverComesBack = true;
          return begun(
            `${host} will not come back from its reboot: the campaign halts, and people are asked.`,
            `${host}는 재시작 뒤 돌아오지 않습니다. 캠페인이 멈추고 사람에게 묻습니다.`,
          );
        },
      );
    case 'lagging-replica':
      return atNextHost(world, hasGates, (host, faults) => {
        faults.servesAfterMs = lagMs;
        return begun(
          `${host} will be up and not serve for ${lagMs / MINUTE_MS} minutes: its gates hold it back.`,
          `${host}는 켜진 뒤에도 ${lagMs / MINUTE_MS}분 동안 서비스하지 못합니다. 게이트가 복귀를 막습니다.`,
        );
      });
    case 'drift':
      return atNextHost(
        world,
        () => true,
        (host, faults) => {
          faults.failsUnit = 'nightly-sync.service';
          return begun(
            `${host} will come back without nightly-sync.service: each restart finds a problem.`,
            `${host}는 nightly-sync.service 없이 돌아옵니다. 재시작할 때마다 문제가 하나씩 드러납니다.`,
          );
        },
      );
    case 'campaign': {
      const campaign = await world.propose();
      if (campaign === null)
        return notNow('Nothing is due that no open plan has.', '열린 계획에 없는 대상이 없습니다.');
      return begun(
        'A plan stands in the channel: press Approve.',
        '채널에 계획이 올라왔습니다. Approve를 누르세요.',
      );
    }
  }
}

function powerLoss({ fleet, simulated, clock, stopping }: ScenarioWorld): ScenarioOutcome {
  const lost = [...fleet.hosts.values()].filter(({ placement }) => placement?.rack === storyRack);
  const up = lost.filter(({ id }) => simulated.isUp(id));
  if (up.length === 0)
    return notNow(`Rack ${storyRack} is dark already.`, `랙 ${storyRack}는 이미 꺼져 있습니다.`);
  for (const { id } of up) simulated.powerOff(id);
  void clock.sleep(powerAwayMs, stopping).then(() => {
    if (!stopping.aborted) for (const { id } of up) simulated.powerOn(id);
  });
  return begun(
    `Rack ${storyRack} lost its power: ${up.length} servers at once. It comes back in ${powerAwayMs / MINUTE_MS} minutes of the demo’s time.`,
    `랙 ${storyRack}의 전원이 나갔습니다. 서버 ${up.length}대가 한꺼번에 꺼졌고, 데모 시간으로 ${powerAwayMs / MINUTE_MS}분 뒤 돌아옵니다.`,
  );
}

function hasGates(campaign: Campaign, host: HostId): boolean {
  return (campaign.hosts.get(host)?.step.gates.length ?? 0) > 0;
}

/** Does it to the first waiting host of an open campaign, in the order of the plan. */
async function atNextHost(
  world: ScenarioWorld,
  suits: (campaign: Campaign, host: HostId) => boolean,
  plant: (host: HostId, faults: ReturnType<SimulatedFleet['host']>['faults']) => ScenarioOutcome,
): Promise<ScenarioOutcome> {
  for (const campaign of await world.openCampaigns())
    for (const [host, { stage }] of campaign.hosts)
      if (stage.kind === 'waiting' && suits(campaign, host))
        return plant(host, world.simulated.host(host).faults);
  return notNow(
    'No host of an open plan is waiting for its turn: start a campaign first.',
    '열린 계획에서 차례를 기다리는 호스트가 없습니다. 먼저 캠페인을 시작하세요.',
  );
}
