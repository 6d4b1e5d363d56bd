// Incidents: the list, and one with its hosts, the services at their worst moment, and its timeline.

import type { GateFinding } from '../../../core/incident/event.ts';
import { countsOf, type Incident } from '../../../core/incident/incident.ts';
import { lengthsOf, timelineOf, type TimelineEntry } from '../../../core/incident/timeline.ts';
import { entryText } from '../../slack/incident-timeline.ts';
import { causeCode } from '../../slack/incident-text.ts';
import { plainText } from '../../slack/mrkdwn.ts';
import { saidWords } from '../../slack/said-words.ts';
import { html, type Html } from '../html-text.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { hostLink } from './links.ts';
import { emptyNote, stackingTable } from './table.ts';

/** Newest first. */
export function incidentListPage(frame: Frame, incidents: readonly Incident[]): string {
  const { text, words, now } = frame;
  const rows = incidents.map((incident) => [
    html`<a href="/incidents/${encodeURIComponent(incident.id)}"
      >${plainText(causeCode(incident.cause, words))}</a
    >`,
    state(frame, incident),
    incident.hosts.size,
    instant(frame, incident.sinceAt),
    words.duration(lengthsOf(incident, now).wholeMs),
  ]);
  const main =
    rows.length === 0
      ? emptyNote(text.incidents.empty)
      : stackingTable(
          text.incidents.title,
          [
            { name: text.incidents.what },
            { name: text.column.state },
            { name: text.column.hosts, kind: 'number', cue: text.column.hosts },
            { name: text.incidents.since, cue: text.incidents.since },
            { name: text.incidents.length, cue: text.incidents.length },
          ],
          rows,
        );
  return framed(frame, {
    section: 'incidents',
    title: text.incidents.title,
    intro: text.incidents.intro,
    main,
    downloads: bothFormats('/incidents'),
  });
}

export function incidentPage(frame: Frame, incident: Incident): string {
  const { text, words, now } = frame;
  const { wholeMs, noticedAfterMs } = lengthsOf(incident, now);
  const main = html`
    <dl class="facts panel">
      <dt>${text.incidents.since}</dt>
      <dd>${instant(frame, incident.sinceAt)}</dd>
      <dt>${text.incidents.length}</dt>
      <dd>${words.duration(wholeMs)}; ${text.incidents.noticed(words.duration(noticedAfterMs))}</dd>
    </dl>
    ${hosts(frame, incident)} ${services(frame, incident)}
    <h2>${text.incidents.timeline}</h2>
    ${stackingTable(
      text.incidents.timeline,
      [{ name: text.journal.at }, { name: text.journal.event }],
      timelineOf(incident).map((entry) => [instant(frame, entry.at), entryLine(frame, entry)]),
    )}
  `;
  return framed(frame, {
    section: 'incidents',
    title: plainText(causeCode(incident.cause, words)),
    intro: state(frame, incident),
    main,
    downloads: bothFormats(`/incidents/${encodeURIComponent(incident.id)}`),
  });
}

const LINE_HOSTS = 20;

/** In the words of the closing report; people are named as the journal has them. */
function entryLine({ words }: Frame, entry: TimelineEntry): string {
  const { incident } = words;
  if (entry.kind !== 'closed') return plainText(entryText(entry, words, LINE_HOSTS));
  const ended =
    entry.reason === null
      ? incident.entry.closed
      : words.labelPlain(incident.entry.closedBy(entry.by), entry.reason);
  return entry.left.length === 0
    ? ended
    : words.labelPlain(ended, incident.left(entry.left.slice(0, LINE_HOSTS).join(words.list)));
}

function state({ text }: Frame, incident: Incident): Html {
  if (incident.phase.kind === 'closed') return html`<span class="tag fresh">${text.incidents.over}</span>`;
  const { down, back, serving } = countsOf(incident);
  return html`<span class="tag overdue">${text.incidents.open(down, back, serving)}</span>`;
}

function hosts(frame: Frame, incident: Incident): Html {
  const { text } = frame;
  return html`<h2>${text.hosts(incident.hosts.size)}</h2>
    ${stackingTable(
      text.column.host,
      [
        { name: text.column.host },
        { name: text.column.state },
        { name: text.incidents.lostAt, cue: text.incidents.lostAt },
        { name: text.campaigns.detail },
      ],
      [...incident.hosts.values()].map(({ host, stage, lostAt }) => [
        hostLink(host),
        html`<span
          class="tag ${stage.kind === 'serving' ? 'fresh' : stage.kind === 'down' ? 'down' : 'due-soon'}"
          >${text.incidents.stages[stage.kind]}</span
        >`,
        instant(frame, lostAt),
        stage.kind === 'not-serving' ? findingsText(frame, stage.findings) : '',
      ]),
    )}`;
}

/** What the gates of a host found. */
function findingsText({ words }: Frame, findings: readonly GateFinding[]): string {
  return findings
    .map(({ service, gate, found }) => `${service}, ${gate}: ${plainText(saidWords(found, 300, words))}`)
    .join('; ');
}

function services({ text }: Frame, incident: Incident): Html | null {
  if (incident.worst.size === 0) return null;
  return html`<h2>${text.incidents.worst}</h2>
    ${stackingTable(
      text.incidents.worst,
      [{ name: text.column.state }, { name: text.column.service }, { name: text.campaigns.detail }],
      [...incident.worst.values()].map(({ service, outcome, left, instances, minimum, needs }) => [
        html`<span class="tag ${outcome}">${text.outcomes[outcome]}</span>`,
        service,
        needs === null ? text.whatIf.left(left, instances, minimum) : text.whatIf.needs(needs),
      ]),
    )}`;
}
