// The phrases that an incident's message, its thread and a note to an owner share. Names are escaped here.

import type { GateFinding, IncidentCause, ServiceHit } from '../../core/incident/event.ts';
import type { OwnerToCall } from '../../core/incident/incident-report.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { Catalogue } from '../text/en.ts';
import { code, listWithin, mention, plainName, prose } from './mrkdwn.ts';
import { saidWords } from './said-words.ts';

const FINDING_CHARS = 140;
const CAUSE_DOMAINS = 4;

/** `rack r12`, `zone z1, rack x3`; for headers, where nothing is formatted. */
export function causePlain(cause: IncidentCause, text: Catalogue): string {
  return causeText(cause, text, plainName);
}

/** The same with names as code. */
export function causeCode(cause: IncidentCause, text: Catalogue): string {
  return causeText(cause, text, code);
}

function causeText(cause: IncidentCause, text: Catalogue, name: (id: string) => string): string {
  if (cause.kind === 'blind') return text.incident.blind;
  return listWithin(
    cause.domains,
    (domain) => {
      const word = domain.level === 'custom' ? name(domain.kind) : text.incident.levels[domain.level];
      return text.incident.domain(word, name(domain.id));
    },
    { items: CAUSE_DOMAINS, chars: 120, separator: text.list, more: text.more },
  );
}

export function hitLine(hit: ServiceHit, text: Catalogue): string {
  const { service, outcome, left, instances, minimum, needs } = hit;
  const word = text.incident.outcomes[outcome];
  if (needs !== null) return text.incident.hitThrough(code(service), word, code(needs));
  return text.incident.hit(code(service), word, left, instances, minimum);
}

export function hostNames(hosts: readonly HostId[], items: number, text: Catalogue): string {
  return listWithin(hosts, code, { items, chars: 500, separator: text.list, more: text.more });
}

/** One line a host: a host with many open gates is known by its first. */
export function findingLine(host: HostId, findings: readonly GateFinding[], text: Catalogue): string {
  const [first] = findings;
  if (first === undefined) return code(host);
  const rest = findings.length === 1 ? '' : `, ${text.more(findings.length - 1)}`;
  const found = saidWords(first.found, FINDING_CHARS, text);
  return `${text.incident.finding(code(host), code(first.service), prose(first.gate, 60), found)}${rest}`;
}

export function ownerLine({ owner, slack, services, hosts }: OwnerToCall, text: Catalogue): string {
  const names = listWithin(services, code, { items: 4, chars: 200, separator: text.list, more: text.more });
  const name = owner === null ? text.incident.noOwner : code(owner);
  return text.incident.owner(name, slackMention(slack), names, hosts.length);
}

/** `<@U…>`, or the owner's name. */
export function ownerName({ owner, slack }: OwnerToCall, text: Catalogue): string {
  return slackMention(slack) ?? (owner === null ? text.incident.noOwner : code(owner));
}

/** Seconds where minutes would say nothing. */
export function lengthText(ms: number, text: Catalogue): string {
  return ms < 120_000 ? text.incident.seconds(ms) : text.duration(ms);
}

/** The owner as Slack knows them, or null. */
function slackMention(slack: string | null): string | null {
  return slack === null ? null : mention(slack);
}
