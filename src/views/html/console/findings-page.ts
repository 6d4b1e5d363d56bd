// What the audit finds, worst first, with what would clear it; what somebody accepted stands apart, with who and why.
// Suggestions are only looked for when asked: each one audits the fleet again.

import type { PlacementAudit } from '../../../core/placement/audit.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import type { Severity } from '../../../core/fleet/severity.ts';
import type { Suggestion } from '../../../core/placement/move.ts';
import type { Fleet, Waiver } from '../../../core/fleet/fleet.ts';
import type { PersonId } from '../../../core/fleet/ids.ts';
import { auditText } from '../../text/audit-text.ts';
import { html, type Html } from '../html-text.ts';
import { asOptions, filterForm, withQuery } from './filter-form.ts';
import { chosenFindings, waiverOf, type FindingChoice, type FindingSort } from './findings-choice.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { hostLink, joined, whatIfHref } from './links.ts';
import { pager } from './pager.ts';
import { personText } from './person-text.ts';
import { emptyNote, stackingTable, type Column } from './table.ts';

export const severities: readonly Severity[] = ['critical', 'warning', 'notice'];

const PAGE_ROWS = 100;
const HOSTS_NAMED = 6;

export type FindingsPageInput = {
  /** With the waivers of the inventory and of the chat. */
  readonly fleet: Fleet;
  readonly audit: PlacementAudit;
  readonly choice: FindingChoice;
  /** From 1. */
  readonly page: number;
  /** Null: not asked for. */
  readonly suggestions: readonly Suggestion[] | null;
};

export function findingsPage(frame: Frame, input: FindingsPageInput): string {
  const { text } = frame;
  const { audit, choice, fleet, suggestions } = input;
  const chosen = chosenFindings(fleet, audit.findings, choice);
  const open = chosen.filter(({ waivedUntilAt }) => waivedUntilAt === null);
  const waived = chosen.filter(({ waivedUntilAt }) => waivedUntilAt !== null);
  const main = html`
    <div class="bar">${filters(frame, input)}</div>
    ${
      audit.findings.length === 0
        ? html`<p class="fine">${text.findings.clean}</p>`
        : open.length === 0
          ? emptyNote(text.findings.noMatch)
          : openTable(frame, input, open)
    }
    ${
      waived.length === 0
        ? null
        : html`<h2>${text.findings.accepted(waived.length)}</h2>
            <p class="note">${text.findings.acceptedIntro}</p>
            ${acceptedTable(frame, waived, fleet.waivers)}`
    }
    ${waiverList(frame, text.findings.expired, audit.expiredWaivers)}
    ${waiverList(frame, text.findings.unmatched, audit.unmatchedWaivers)}
    <h2 id="suggestions">${text.findings.suggestions}</h2>
    ${
      suggestions === null
        ? html`<p>
            ${text.findings.suggestionsOffer}
            <a class="button" href="${addressOf(choice, { suggest: '1' })}#suggestions"
              >${text.findings.suggest}</a
            >
          </p>`
        : html`<p class="note">${text.findings.suggestionsIntro}</p>
            ${suggestions.length === 0 ? emptyNote(text.findings.noSuggestion) : suggestionList(frame, suggestions)}`
    }
  `;
  return framed(frame, {
    section: 'findings',
    title: text.findings.title,
    intro: auditText(frame.language).countsLine(audit),
    main,
    downloads: bothFormats('/findings', addressOf(choice).slice('/findings'.length)),
  });
}

function addressOf(
  { severity, owner, service, sort }: FindingChoice,
  more: Readonly<Record<string, string | number | null>> = {},
): string {
  const order = sort === 'severity' ? null : sort;
  return withQuery('/findings', { severity, owner, service, sort: order, ...more });
}

function filters(frame: Frame, { fleet, choice }: FindingsPageInput): Html {
  const { text } = frame;
  return filterForm(
    frame,
    '/findings',
    [
      {
        name: 'severity',
        label: text.findings.severity,
        options: severities.map((one) => [one, text.severities[one]] as const),
        chosen: choice.severity,
      },
      {
        name: 'owner',
        label: text.column.owner,
        options: asOptions(fleet.owners.keys()),
        chosen: choice.owner,
      },
      {
        name: 'service',
        label: text.column.service,
        options: asOptions(fleet.services.keys()),
        chosen: choice.service,
      },
    ],
    { sort: choice.sort === 'severity' ? null : choice.sort },
  );
}

function openTable(frame: Frame, { choice, page }: FindingsPageInput, open: readonly Finding[]): Html {
  const { text } = frame;
  const head = (sort: FindingSort, name: string): Column => ({
    name:
      sort === choice.sort ? html`${name} ↓` : html`<a href="${addressOf({ ...choice, sort })}">${name}</a>`,
  });
  const pages = Math.ceil(open.length / PAGE_ROWS);
  const shown = Math.min(page, pages);
  return html`${stackingTable(
    text.findings.title,
    [
      head('severity', text.findings.severity),
      head('subject', text.findings.subject),
      { ...head('owner', text.column.owner), cue: text.column.owner },
      { name: text.findings.finding },
    ],
    open
      .slice((shown - 1) * PAGE_ROWS, shown * PAGE_ROWS)
      .map((finding) => [
        html`<span class="${finding.severity}-text">${text.severities[finding.severity]}</span>`,
        html`${finding.subject}<span class="fold">${finding.code}</span>`,
        finding.owner ?? text.nobody,
        told(frame, finding),
      ]),
  )}
  ${
    pages === 1
      ? null
      : pager(frame, { page: shown, pages, hrefOf: (one) => addressOf(choice, { page: one }) })
  }`;
}

function told({ text, language }: Frame, finding: Finding): Html {
  const { foldedLines, message } = auditText(language);
  const { domain, hosts } = finding;
  const more = hosts.length - HOSTS_NAMED;
  return html`${message(finding)}
  ${domain === null ? null : html` <a href="${whatIfHref([domain])}">${text.sections['what-if']}</a>`}
  ${foldedLines(finding.also).map((line) => html`<span class="fold">${text.findings.also(line)}</span>`)}
  ${
    hosts.length === 0
      ? null
      : html`<span class="fold"
          >${joined(hosts.slice(0, HOSTS_NAMED).map(hostLink))}${more > 0 ? ` +${more}` : ''}</span
        >`
  }`;
}

function acceptedTable(frame: Frame, waived: readonly Finding[], waivers: readonly Waiver[]): Html {
  const { text } = frame;
  return stackingTable(
    text.findings.waived,
    [
      { name: text.findings.severity },
      { name: text.findings.finding },
      { name: text.findings.acceptedBy, cue: text.findings.acceptedBy },
      { name: text.findings.reason, cue: text.findings.reason },
      { name: text.findings.until, cue: text.findings.until },
    ],
    waived.map((finding) => {
      const waiver = waiverOf(waivers, finding);
      return [
        text.severities[finding.severity],
        html`${told(frame, finding)}`,
        waiver === null ? '' : personText(frame, waiver.by as PersonId),
        waiver?.reason ?? '',
        finding.waivedUntilAt === null ? '' : instant(frame, finding.waivedUntilAt),
      ];
    }),
  );
}

function suggestionList({ text, language }: Frame, suggestions: readonly Suggestion[]): Html {
  const { movePhrase, message } = auditText(language);
  return html`<ul class="lines">
    ${suggestions.map(
      ({ finding, moves, saidBefore, saidAfter }) =>
        html`<li>
          <b>${moves.map(movePhrase).join('; ')}</b>
          <span class="fold">${text.findings.clears(message(finding))}</span>
          <span class="fold">${text.findings.proof(saidBefore, saidAfter)}</span>
        </li>`,
    )}
  </ul>`;
}

function waiverList(frame: Frame, title: string, waivers: readonly Waiver[]): Html | null {
  if (waivers.length === 0) return null;
  return html`<h2>${title}</h2>
    <ul class="lines">
      ${waivers.map(
        ({ code, subject, reason, by, untilAt }) =>
          html`<li>${code} ${subject}, ${instant(frame, untilAt)}, ${by}: ${reason}</li>`,
      )}
    </ul>`;
}
