// The timeline of an incident in lines, for its closing report. Long ones lose their middle, never their end.

import { assertNever } from '../../core/brand.ts';
import type { Incident } from '../../core/incident/incident.ts';
import { timelineOf, type TimelineEntry } from '../../core/incident/timeline.ts';
import type { Catalogue } from '../text/en.ts';
import { causeCode, findingLine, hitLine, hostNames } from './incident-text.ts';
import { date, listWithin, person } from './mrkdwn.ts';

/** Lines and characters of both ends together. */
const LINES = 12;
const CHARS = 1_600;
const LINE_HOSTS = 3;

export function timelineText(incident: Incident, text: Catalogue): string {
  const lines = timelineOf(incident).map(
    (entry) => `${date(entry.at)} ${entryText(entry, text, LINE_HOSTS)}`,
  );
  const [first, last] = ends(lines);
  const middle = lines.length - first.length - last.length;
  return [...first, ...(middle === 0 ? [] : [`… ${text.more(middle)} …`]), ...last].join('\n');
}

/** As many lines as fit, taken from the beginning and the end by turns; the last line is always there. */
function ends(lines: readonly string[]): readonly [readonly string[], readonly string[]] {
  const first: string[] = [];
  const last: string[] = [];
  let chars = 0;
  for (let taken = 0; taken < Math.min(lines.length, LINES); taken += 1) {
    const line = taken % 2 === 0 ? lines.at(-1 - last.length) : lines[first.length];
    if (line === undefined) break;
    chars += line.length + 1;
    if (taken > 0 && chars > CHARS) break;
    if (taken % 2 === 0) last.unshift(line);
    else first.push(line);
  }
  return [first, last];
}

/** mrkdwn, with so many hosts by name. */
export function entryText(entry: TimelineEntry, text: Catalogue, hosts: number): string {
  const words = text.incident.entry;
  switch (entry.kind) {
    case 'lost':
      return words.lost(hostNames(entry.hosts, hosts, text));
    case 'cause':
      return entry.cause.kind === 'blind' ? words.causeBlind : words.cause(causeCode(entry.cause, text));
    case 'hit':
      return words.hit(
        listWithin(entry.services, (hit) => hitLine(hit, text), {
          items: 2,
          chars: 160,
          separator: '; ',
          more: text.more,
        }),
      );
    case 'returned':
      return words.returned(hostNames(entry.hosts, hosts, text));
    case 'not-serving':
      return words.notServing(findingLine(entry.host, entry.findings, text));
    case 'serving':
      return words.serving(hostNames(entry.hosts, hosts, text));
    case 'reopened':
      return words.reopened;
    case 'closed':
      return entry.reason === null ? words.closed : words.closedBy(person(entry.by, text));
    default:
      return assertNever(entry);
  }
}
