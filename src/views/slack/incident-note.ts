// A reply in an incident's thread. Which events get one is decided by whoever wants the message; every event can be
// rendered, so that no stored note is ever unshowable.

import { assertNever } from '../../core/brand.ts';
import type { IncidentEvent } from '../../core/incident/event.ts';
import type { IncidentReport, OwnerToCall } from '../../core/incident/incident-report.ts';
import { lengthsOf } from '../../core/incident/timeline.ts';
import type { Catalogue } from '../text/en.ts';
import { causeCode, findingLine, hitLine, hostNames, lengthText, ownerName } from './incident-text.ts';
import { listWithin } from './mrkdwn.ts';
import { section, type SlackMessage } from './slack-message.ts';

export function renderIncidentNote(
  note: {
    readonly report: IncidentReport;
    /** What came close together, all of one kind. */
    readonly events: readonly IncidentEvent[];
    /** To be called because of these events, and not before. */
    readonly newOwners: readonly OwnerToCall[];
  },
  text: Catalogue,
): SlackMessage {
  const said = told(note.report, note.events, text);
  const known = note.newOwners.filter(({ owner }) => owner !== null);
  const owners = listWithin(known, (owner) => ownerName(owner, text), {
    items: 10,
    chars: 500,
    separator: text.list,
    more: text.more,
  });
  const whole = owners === '' ? said : `${said}\n${text.incident.note.alsoCalled(owners)}`;
  return { text: whole, blocks: [section(whole)] };
}

/** Losses that also changed the picture are told by the picture that came of them. */
function told(report: IncidentReport, events: readonly IncidentEvent[], text: Catalogue): string {
  const { note } = text.incident;
  const failing = events.flatMap((event) =>
    event.kind === 'incident-host-judged' && event.findings.length > 0 ? [event] : [],
  );
  if (failing.length > 0)
    return note.notServing(
      listWithin(failing, ({ host, findings }) => findingLine(host, findings, text), {
        items: 10,
        chars: 1_500,
        separator: '; ',
        more: text.more,
      }),
    );
  const cause = events.findLast(({ kind }) => kind === 'incident-cause-changed');
  if (cause !== undefined) return sentence(report, cause, text);
  const lost = events.flatMap((event) =>
    event.kind === 'incident-hosts-lost' ? event.hosts.map(({ host }) => host) : [],
  );
  if (lost.length > 0) return note.more(new Set(lost).size);
  return events.map((event) => sentence(report, event, text)).join('\n');
}

function sentence({ incident, asOf }: IncidentReport, event: IncidentEvent, text: Catalogue): string {
  const { note, entry } = text.incident;
  switch (event.kind) {
    case 'incident-opened':
    case 'incident-cause-changed':
      return event.cause.kind === 'blind'
        ? note.blind
        : note.cause(causeCode(event.cause, text), incident.hosts.size);
    case 'incident-hosts-lost':
      return note.more(event.hosts.length);
    case 'incident-services-hit':
      return entry.hit(
        listWithin(event.services, (hit) => hitLine(hit, text), {
          items: 5,
          chars: 800,
          separator: '; ',
          more: text.more,
        }),
      );
    case 'incident-hosts-returned':
      return entry.returned(
        hostNames(
          event.hosts.map(({ host }) => host),
          10,
          text,
        ),
      );
    case 'incident-host-judged':
      return event.findings.length === 0
        ? entry.serving(hostNames([event.host], 1, text))
        : note.notServing(findingLine(event.host, event.findings, text));
    case 'incident-closed':
      return note.closed(lengthText(lengthsOf(incident, asOf).wholeMs, text), incident.hosts.size);
    case 'incident-reopened':
      return note.reopened(event.hosts.length);
    default:
      return assertNever(event);
  }
}
