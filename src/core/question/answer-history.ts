// Answers about the recent past: what was rebooted, what is new. A boot began when its uptime says, not when it was
// first seen: a fleet that is looked at for the first time has not been rebooted.

import type { Instant } from '../brand.ts';
import { byId } from '../fleet/fleet-lookup.ts';
import { bootBeganAt, fellWith } from '../uptime/boot-history.ts';
import type { AnswerBody } from './answer.ts';
import type { QuestionWorld } from './question-world.ts';
import type { Since } from './question.ts';

export function sinceAt(since: Since, now: Instant): Instant {
  return since.kind === 'day' ? since.at : now - since.lengthMs;
}

export function answerRebooted(since: Since, world: QuestionWorld): AnswerBody {
  const fromAt = sinceAt(since, world.now);
  const boots = world.running
    .filter((boot) => bootBeganAt(boot) >= fromAt && world.fleet.hosts.has(boot.hostId))
    .map((boot) => {
      const before = world.boots.get(boot.hostId)?.find(({ ended }) => ended !== null);
      return {
        host: boot.hostId,
        beganAt: bootBeganAt(boot),
        ended: before?.ended ?? null,
        fellWith: before === undefined ? null : fellWith(before),
      };
    })
    .sort((a, b) => b.beganAt - a.beganAt || byId(a.host, b.host));
  return { kind: 'rebooted', sinceAt: fromAt, boots };
}

export function answerAdded(since: Since, world: QuestionWorld): AnswerBody {
  const fromAt = sinceAt(since, world.now);
  const known = [...world.fleet.hosts.keys()].sort(byId);
  const hosts = known
    .flatMap((host) => {
      const firstSeenAt = world.firstSeen.get(host);
      return firstSeenAt !== undefined && firstSeenAt >= fromAt ? [{ host, firstSeenAt }] : [];
    })
    .sort((a, b) => b.firstSeenAt - a.firstSeenAt);
  return {
    kind: 'added',
    sinceAt: fromAt,
    hosts,
    neverSeen: known.filter((host) => !world.firstSeen.has(host)),
  };
}
