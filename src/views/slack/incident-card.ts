// The one message of an incident while it goes on, and at its end the report with the timeline. It is edited as things
// develop; its text alone says everything that somebody who is woken by it has to know.

import type { KnownBlock } from '@slack/types';
import { isWorse, countsOf, type Incident, type IncidentHost } from '../../core/incident/incident.ts';
import type { ServiceHit } from '../../core/incident/event.ts';
import type { IncidentReport } from '../../core/incident/incident-report.ts';
import { lengthsOf } from '../../core/incident/timeline.ts';
import type { Catalogue } from '../text/en.ts';
import { timelineText } from './incident-timeline.ts';
import {
  causeCode,
  causePlain,
  findingLine,
  hitLine,
  hostNames,
  lengthText,
  ownerLine,
} from './incident-text.ts';
import { code, date, listWithin, person, prose } from './mrkdwn.ts';
import { context, header, section, type SlackMessage } from './slack-message.ts';

const HIT_LINES = 8;
const FINDING_LINES = 5;
const OWNER_LINES = 6;
const HOST_NAMES = 20;
const CAMPAIGN_NAMES = 5;

type Part = { readonly label: string | null; readonly body: string };

export function renderIncident(report: IncidentReport, text: Catalogue): SlackMessage {
  const { incident } = report;
  const parts = incident.phase.kind === 'open' ? openParts(report, text) : closedParts(report, text);
  const blocks = [
    header(titleOf(incident, causePlain(incident.cause, text), text)),
    ...parts.map(({ label, body }) => section(label === null ? body : text.label(label, body))),
    context(text.incident.identity(incident.id)),
  ] satisfies KnownBlock[];
  const spoken = parts.map(({ label, body }) => {
    const plain = body.replaceAll('*', '');
    return label === null ? plain : `${label}:\n${plain}`;
  });
  // In the text names are mrkdwn, in the header they are not.
  const title = titleOf(incident, causeCode(incident.cause, text), text);
  return { text: [`${title}.`, ...spoken].join('\n'), blocks };
}

function titleOf({ cause, phase }: Incident, name: string, text: Catalogue): string {
  const { blind, blindOver, title, titleOver } = text.incident;
  const isOpen = phase.kind === 'open';
  if (cause.kind === 'blind') return isOpen ? blind : blindOver;
  return isOpen ? title(name) : titleOver(name);
}

function openParts(report: IncidentReport, text: Catalogue): readonly Part[] {
  const { incident, now, held } = report;
  const down = hostsIn(incident, 'down');
  const asked = hostsIn(incident, 'back').map(({ host }) => host);
  const worse = worseBefore(incident, now);
  const names = listWithin(held, code, {
    items: CAMPAIGN_NAMES,
    chars: 300,
    separator: text.list,
    more: text.more,
  });
  const holding = held.length === 0 ? [] : [text.incident.held(names)];
  return [
    { label: null, body: countsLine(incident, text) },
    ...(incident.cause.kind === 'blind' ? [{ label: null, body: text.incident.blindText }] : []),
    now.length === 0
      ? { label: null, body: text.incident.noServiceHit }
      : { label: text.incident.servicesNow, body: hitLines(now, 800, text) },
    ...(worse.length === 0 ? [] : [{ label: text.incident.worst, body: hitLines(worse, 400, text) }]),
    ...notServingPart(incident, text),
    ...(asked.length === 0 ? [] : [{ label: null, body: text.incident.asking(hostNames(asked, 6, text)) }]),
    ...callPart(report, text),
    ...(down.length === 0
      ? []
      : [
          {
            label: text.incident.hostsDown,
            body: hostNames(
              down.map(({ host }) => host),
              HOST_NAMES,
              text,
            ),
          },
        ]),
    { label: null, body: [...holding, text.incident.nothingStarts].join(text.sentences) },
  ];
}

function closedParts(report: IncidentReport, text: Catalogue): readonly Part[] {
  const { incident, asOf } = report;
  const { phase } = incident;
  if (phase.kind === 'open') return [];
  const { wholeMs, noticedAfterMs, longest } = lengthsOf(incident, asOf);
  const worst = [...incident.worst.values()].sort((a, b) => (isWorse(a, b) ? -1 : isWorse(b, a) ? 1 : 0));
  const lines = [
    text.incident.lengths(lengthText(wholeMs, text), lengthText(noticedAfterMs, text)),
    ...(longest === null ? [] : [text.incident.longest(code(longest.host), lengthText(longest.ms, text))]),
    ...(phase.reason === null
      ? []
      : [text.incident.closedBy(person(phase.by, text), prose(phase.reason, 200))]),
    ...(phase.left.length === 0 ? [] : [text.incident.left(hostNames(phase.left, HOST_NAMES, text))]),
    text.incident.campaignsGoOn,
  ];
  return [
    { label: null, body: countsLine(incident, text) },
    { label: null, body: lines.join('\n') },
    ...(worst.length === 0 ? [] : [{ label: text.incident.worst, body: hitLines(worst, 600, text) }]),
    ...notServingPart(incident, text),
    { label: text.incident.timeline, body: timelineText(incident, text) },
  ];
}

function countsLine(incident: Incident, text: Catalogue): string {
  const { total, down, back, serving } = countsOf(incident);
  return [
    (incident.phase.kind === 'open' ? text.incident.lost : text.incident.wereLost)(
      total,
      date(incident.sinceAt),
    ),
    ...(down === 0 ? [] : [text.incident.down(down)]),
    ...(back === 0 ? [] : [text.incident.back(back)]),
    ...(serving === 0 ? [] : [text.incident.serving(serving)]),
  ].join(' · ');
}

function notServingPart(incident: Incident, text: Catalogue): readonly Part[] {
  const hosts = hostsIn(incident, 'not-serving');
  if (hosts.length === 0) return [];
  const words = ({ host, stage }: IncidentHost): string =>
    stage.kind === 'not-serving' ? findingLine(host, stage.findings, text) : code(host);
  return [
    {
      label: text.incident.notServing,
      body: bullets(hosts, words, { items: FINDING_LINES, chars: 600 }, text),
    },
  ];
}

function callPart({ owners }: IncidentReport, text: Catalogue): readonly Part[] {
  if (owners.length === 0) return [];
  const body = bullets(owners, (owner) => ownerLine(owner, text), { items: OWNER_LINES, chars: 700 }, text);
  return [{ label: text.incident.call, body }];
}

function hostsIn(incident: Incident, kind: IncidentHost['stage']['kind']): readonly IncidentHost[] {
  return [...incident.hosts.values()].filter(({ stage }) => stage.kind === kind);
}

/** Services that were worse off than they are now. */
function worseBefore({ worst }: Incident, now: readonly ServiceHit[]): readonly ServiceHit[] {
  const current = new Map(now.map((hit) => [hit.service, hit]));
  return [...worst.values()].filter((hit) => {
    const is = current.get(hit.service);
    return is === undefined || isWorse(hit, is);
  });
}

function hitLines(hits: readonly ServiceHit[], chars: number, text: Catalogue): string {
  return bullets(hits, (hit) => hitLine(hit, text), { items: HIT_LINES, chars }, text);
}

function bullets<Item>(
  items: readonly Item[],
  words: (item: Item) => string,
  limits: { readonly items: number; readonly chars: number },
  text: Catalogue,
): string {
  const line = (item: Item): string => `• ${words(item)}`;
  return listWithin(items, line, { ...limits, separator: '\n', more: text.more });
}
