// Answers about one thing of the fleet: a server, a rack, a service, an owner, or the servers that are due.

import { byId, hostsIn, instancesOn, servicesOf } from '../fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../fleet/fleet.ts';
import type { HostId, OwnerId, RackId, ServiceId } from '../fleet/ids.ts';
import { minimumAvailable } from '../fleet/minimum.ts';
import { statusAt } from '../fleet/snapshot.ts';
import { whatIf } from '../placement/what-if.ts';
import { judgeUptime } from '../uptime/age-policy.ts';
import { fellWith } from '../uptime/boot-history.ts';
import type { AnswerBody, HostLine } from './answer.ts';
import type { QuestionWorld } from './question-world.ts';
import type { Named } from './find-name.ts';
import { stopHolds } from './stop-holds.ts';

type Known = Pick<QuestionWorld, 'fleet' | 'snapshot' | 'now' | 'maxAgeMs'>;

export function hostLine(host: Host, { snapshot, now, maxAgeMs }: Known): HostLine {
  const view = snapshot.hosts.get(host.id);
  return {
    host: host.id,
    owner: host.owner,
    status: statusAt(view, now, maxAgeMs),
    verdict: judgeUptime(host, view, now),
  };
}

function linesOf(hosts: Iterable<HostId>, known: Known): readonly HostLine[] {
  return [...hosts].sort(byId).flatMap((id) => {
    const host = known.fleet.hosts.get(id);
    return host === undefined ? [] : [hostLine(host, known)];
  });
}

/** Hosts that are known not to answer. One that nobody has looked at is not called down. */
export function downNow({ fleet, snapshot }: Known): readonly HostId[] {
  return [...fleet.hosts.keys()].filter((id) => snapshot.hosts.get(id)?.status === 'unreachable');
}

/** Instances whose host is known to be up. */
function upInstances(hosts: readonly HostId[], { snapshot, now, maxAgeMs }: Known): number {
  return hosts.filter((id) => statusAt(snapshot.hosts.get(id), now, maxAgeMs) === 'up').length;
}

export function answerHost({ id }: Named, world: QuestionWorld): AnswerBody {
  const host = world.fleet.hosts.get(id as HostId);
  if (host === undefined) return { kind: 'unknown-name', found: id, wanted: 'host', known: 0 };
  const services = instancesOn(world.fleet, host.id).flatMap(({ service: serviceId, part }) => {
    const service = world.fleet.services.get(serviceId);
    if (service === undefined) return [];
    return [
      {
        service: serviceId,
        part,
        up: upInstances(
          service.instances.map((instance) => instance.host),
          world,
        ),
        instances: service.instances.length,
        minimum: minimumAvailable(service),
      },
    ];
  });
  const campaigns = world.campaigns.flatMap((campaign) => {
    const reboot = campaign.hosts.get(host.id);
    if (reboot === undefined) return [];
    return [{ campaign: campaign.id, phase: campaign.phase.kind, stage: reboot.stage.kind }];
  });
  const ended = (world.boots.get(host.id) ?? []).find((boot) => boot.ended !== null);
  return {
    kind: 'host',
    host,
    line: hostLine(host, world),
    view: world.snapshot.hosts.get(host.id) ?? null,
    services,
    campaigns,
    holds: stopHolds(world.flags, world.fleet, [host.id]),
    lastEnd: ended?.ended ?? null,
    fellWith: ended === undefined ? null : fellWith(ended),
  };
}

export function answerRack({ id }: Named, world: QuestionWorld): AnswerBody {
  const rack = world.fleet.racks.get(id as RackId);
  if (rack === undefined) return { kind: 'unknown-name', found: id, wanted: 'rack', known: 0 };
  const domain = { level: 'rack', id: rack.id } as const;
  return {
    kind: 'rack',
    rack,
    hosts: linesOf(hostsIn(world.fleet, domain), world),
    loss: whatIf(world.fleet, [domain], { alsoDown: downNow(world) }),
  };
}

export function answerService({ id }: Named, world: QuestionWorld): AnswerBody {
  const service = world.fleet.services.get(id as ServiceId);
  if (service === undefined) return { kind: 'unknown-name', found: id, wanted: 'service', known: 0 };
  const instances = service.instances.flatMap(({ host: hostId, part }) => {
    const host = world.fleet.hosts.get(hostId);
    return host === undefined ? [] : [{ ...hostLine(host, world), part }];
  });
  return {
    kind: 'service',
    service,
    up: upInstances(
      service.instances.map((instance) => instance.host),
      world,
    ),
    minimum: minimumAvailable(service),
    instances: instances.sort((a, b) => byId(a.host, b.host)),
    findings: world.findings.filter((finding) => finding.service === service.id),
  };
}

export function answerOwner({ id }: Named, world: QuestionWorld): AnswerBody {
  const owner = id as OwnerId;
  const hosts = [...world.fleet.hosts.values()].filter((host) => ownsHost(world.fleet, host, owner));
  return {
    kind: 'owner',
    owner,
    slack: world.fleet.owners.get(owner)?.slack ?? null,
    services: [...world.fleet.services.values()]
      .filter((service) => service.owner === owner)
      .map((service) => service.id)
      .sort(byId),
    hosts: linesOf(
      hosts.map((host) => host.id),
      world,
    ),
  };
}

/** A host without an owner of its own belongs to who owns what runs on it. */
export function ownsHost(fleet: Fleet, host: Host, owner: OwnerId): boolean {
  if (host.owner !== null) return host.owner === owner;
  return servicesOf(fleet, host.id).some((service) => service.owner === owner);
}

export function answerOwnerOf(named: Named, fleet: Fleet): AnswerBody {
  const owner =
    (named.kind === 'host'
      ? fleet.hosts.get(named.id as HostId)?.owner
      : fleet.services.get(named.id as ServiceId)?.owner) ?? null;
  return {
    kind: 'owner-of',
    named,
    owner,
    slack: owner === null ? null : (fleet.owners.get(owner)?.slack ?? null),
  };
}

/** Overdue (longest first) or due soon (soonest first); how many nobody can judge is said with them. */
export function answerHosts(which: 'overdue' | 'due', world: QuestionWorld): AnswerBody {
  const all = [...world.fleet.hosts.values()].map((host) => hostLine(host, world));
  const wanted = which === 'overdue' ? 'overdue' : 'due-soon';
  return {
    kind: which,
    hosts: all.filter(({ verdict }) => verdict.kind === wanted).sort(byDueAt),
    unknown: all.filter(({ verdict }) => verdict.kind === 'unknown').length,
  };
}

function dueAt({ verdict }: HostLine): number {
  if (verdict.kind === 'overdue') return verdict.sinceAt;
  return verdict.kind === 'due-soon' ? verdict.dueAt : Infinity;
}

function byDueAt(left: HostLine, right: HostLine): number {
  return dueAt(left) - dueAt(right) || byId(left.host, right.host);
}
