// A plan is made anew without some of its hosts: one that has rebooted since is never asked for again by name, which
// would reboot it a second time.
import { expect, it } from 'vitest';
import { HOUR_MS } from '../../src/core/brand.ts';
import type { BootId, HostId } from '../../src/core/fleet/ids.ts';
import { unobserved, type HostView } from '../../src/core/fleet/snapshot.ts';
import { createFleetSource } from '../../src/runtime/fleet-source.ts';
import { createPlanEditor } from '../../src/runtime/plan-editor.ts';
import type { PlanQuestion } from '../../src/runtime/plan-maker.ts';
import { ann, openScenario, scenarioStartAt, threeWebs } from '../fakes/campaign-scenario.ts';
import { createHandClock } from '../fakes/hand-clock.ts';
import { makePlan, newSha256, sha256Hex } from '../fakes/plan-maker.ts';
import { sampleFacts } from '../fakes/sample-events.ts';

const another = 'ffffffff-0000-4000-8000-000000000000' as BootId;
const [web1, web2, web3] = ['web-1', 'web-2', 'web-3'] as [HostId, HostId, HostId];

/** An editor whose hosts named have rebooted since, and the hosts that it asked to be planned. */
function editing(rebooted: readonly HostId[], plans: 'sound' | 'faulty' = 'sound') {
  const scenario = openScenario({ fleet: threeWebs });
  const asked: (readonly string[])[] = [];
  const views = rebooted.map((host): readonly [HostId, HostView] => [
    host,
    { ...unobserved(host), lastSeen: { at: scenarioStartAt, facts: { ...sampleFacts, bootId: another } } },
  ]);
  const editor = createPlanEditor({
    makePlan: ({ selection, requestedBy }: PlanQuestion) => {
      const hosts = selection.kind === 'hosts' ? selection.hosts : [];
      asked.push(hosts);
      if (hosts.length === 0)
        return Promise.resolve({ kind: 'nothing-to-do', report: { hosts: [] } } as const);
      const document = makePlan(scenario.plannedFleet, {
        hosts,
        requestedBy,
        at: scenarioStartAt,
        version: 2,
      });
      const faults = [{ kind: 'digest-wrong' }] as const;
      return Promise.resolve(
        plans === 'sound' ? { kind: 'planned', document } : { kind: 'faulty', document, faults },
      );
    },
    propose: () => Promise.reject(new Error('nothing is proposed here')),
    fleet: createFleetSource(scenario.plannedFleet, sha256Hex),
    snapshot: () => ({ hosts: new Map(views) }),
    clock: createHandClock(scenarioStartAt),
    ids: { next: () => 'x', fraction: () => 0, sha256Hex, newSha256 },
    expiresAfterMs: HOUR_MS,
  });
  return { editor, asked, scenario };
}

it('an edit leaves out what has rebooted since, and says so apart from what was taken out', async () => {
  const { editor, asked, scenario } = editing([web1]);
  const next = await editor.without(scenario.campaign(), [web3]);
  expect(asked).toEqual([[web2]]);
  expect(next).toMatchObject({ diff: { removed: [web3], rebooted: [web1], leftOut: [], hostsAfter: 1 } });
});

it('an edit that leaves only what has rebooted is refused', async () => {
  const { editor, scenario } = editing([web1]);
  const next = await editor.without(scenario.campaign(), [web2, web3]);
  expect(next).toMatchObject({ why: 'nothing-left', cause: { kind: 'none-can-go' } });
});

it('a lapsed plan is asked for again without what has rebooted since', async () => {
  const { editor, asked, scenario } = editing([web1, web2]);
  scenario.pass(25 * HOUR_MS);
  scenario.tick();
  await expect(editor.again(scenario.campaign(), ann, { kind: 'approver' })).rejects.toThrow('nothing is');
  expect(asked).toEqual([[web3]]);
});

it('no plan takes the place of another that does not pass its lint: an edit and a new try are refused', async () => {
  const { editor, scenario } = editing([], 'faulty');
  const refused = { why: 'does-not-apply', cause: { kind: 'plan-faulty' } };
  expect(await editor.without(scenario.campaign(), [web3])).toMatchObject(refused);
  scenario.pass(25 * HOUR_MS);
  scenario.tick();
  expect(await editor.again(scenario.campaign(), ann, { kind: 'approver' })).toMatchObject(refused);
});
