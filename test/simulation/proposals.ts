// Plans are proposed until the journal has them: the daemon may be down, or die before it answers.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { makePlan } from '../fakes/plan-maker.ts';
import type { Chance } from './chance.ts';
import { requester } from './roster.ts';
import type { PlanIntent } from './random-scenario.ts';
import type { Supervisor } from './supervisor.ts';
import type { Truth } from './truth.ts';

export type Proposal = { readonly intent: PlanIntent; readonly number: number; readonly chance: Chance };

export function propose(proposal: Proposal, truth: Truth, supervisor: Supervisor): void {
  const { intent, number, chance } = proposal;
  const { time, fleet } = truth;
  const id = `plan-${number}.`;
  if ([...truth.campaigns.values()].some(({ document }) => document.plan.id.startsWith(id))) return;
  const inventory = truth.inventory();
  const hosts = intent.hosts.filter((host) => inventory.hosts.has(host as HostId));
  const after = Object.fromEntries(
    hosts.map((host, index) => [
      host,
      intent.inOrder && chance.happens(0.6) ? hosts.slice(0, index).slice(-1) : [],
    ]),
  );
  if (hosts.length > 0) {
    const bootOf = (host: HostId) => fleet.host(host).bootId;
    const at = time.now();
    const order = { id: `${id}${at}`, hosts, after, requestedBy: requester, at, bootOf };
    supervisor.ask((daemon) => daemon.propose(makePlan(inventory, order), requester));
  }
  time.at(time.now() + 20 * MINUTE_MS, () => propose(proposal, truth, supervisor));
}
