// What the audit finds, worst first, with what would clear it. Suggestions are only looked for when asked: each one
// audits the fleet again.

import type { PlacementAudit } from '../../../core/placement/audit.ts';
import type { Finding, Severity } from '../../../core/placement/finding.ts';
import type { Suggestion } from '../../../core/placement/move.ts';
import type { Waiver } from '../../../core/fleet/fleet.ts';
import { auditText } from '../../text/audit-text.ts';
import { html, type Html } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { hostLink, joined, whatIfHref } from './links.ts';

export const severities: readonly Severity[] = ['critical', 'warning', 'notice'];

/** Rows of one page; a fleet with more has other worries than its five hundredth finding. */
const MAX_ROWS = 500;
const HOSTS_NAMED = 6;

export type FindingsPageInput = {
  readonly audit: PlacementAudit;
  readonly severity: Severity | null;
  /** Null: not asked for. */
  readonly suggestions: readonly Suggestion[] | null;
};

export function findingsPage(frame: Frame, { audit, severity, suggestions }: FindingsPageInput): string {
  const { text } = frame;
  const findings = audit.findings.filter((finding) => severity === null || finding.severity === severity);
  const choices = [
    { href: '/findings', name: text.all, chosen: severity === null },
    ...severities.map((one) => ({
      href: `/findings?severity=${one}`,
      name: text.severities[one],
      chosen: one === severity,
    })),
  ];
  const main = html`
    <p>${auditText(frame.language).countsLine(audit)}</p>
    <ul class="chips" aria-label="${text.findings.severity}">
      ${choices.map(
        ({ href, name, chosen }) =>
          html`<li><a href="${href}" aria-current="${String(chosen)}">${name}</a></li>`,
      )}
    </ul>
    ${findings.length === 0 ? html`<p>${text.none}</p>` : table(frame, findings.slice(0, MAX_ROWS))}
    <h2 id="suggestions">${text.findings.suggestions}</h2>
    ${
      suggestions === null
        ? html`<p><a href="/findings?suggest=1#suggestions">${text.show}</a></p>`
        : html`<p class="note">${text.findings.suggestionsIntro}</p>
            ${suggestions.length === 0 ? html`<p>${text.none}</p>` : suggestionList(frame, suggestions)}`
    }
    ${waiverList(frame, text.findings.expired, audit.expiredWaivers)}
    ${waiverList(frame, text.findings.unmatched, audit.unmatchedWaivers)}
  `;
  const downloads = ['csv', 'json'].map((name) => ({ href: `/findings.${name}`, name: `findings.${name}` }));
  return framed(frame, { section: 'findings', title: text.findings.title, main, downloads });
}

function table(frame: Frame, findings: readonly Finding[]): Html {
  const { text } = frame;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${text.findings.title}">
    <table>
      <thead>
        <tr>
          <th scope="col">${text.findings.severity}</th>
          <th scope="col">${text.findings.subject}</th>
          <th scope="col">${text.column.owner}</th>
          <th scope="col">${text.findings.finding}</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map((finding) => row(frame, finding))}
      </tbody>
    </table>
  </div>`;
}

function row({ text, language }: Frame, finding: Finding): Html {
  const { waiverOf, foldedLines, message } = auditText(language);
  const waiver = waiverOf(finding);
  const { severity, domain, hosts } = finding;
  const more = hosts.length - HOSTS_NAMED;
  return html`<tr ${waiver === null ? null : faint}>
    <td class="${severity}-text">${waiver === null ? text.severities[severity] : text.findings.waived}</td>
    <td>${finding.subject}<br /><small>${finding.code}</small></td>
    <td>${finding.owner ?? text.nobody}</td>
    <td>
      ${message(finding)}
      ${domain === null ? null : html` <a href="${whatIfHref([domain])}">${text.sections['what-if']}</a>`}
      ${foldedLines(finding.also).map((line) => html`<span class="fold">${text.findings.also(line)}</span>`)}
      ${waiver === null ? null : html`<span class="fold">${waiver}</span>`}
      ${
        hosts.length === 0
          ? null
          : html`<span class="fold"
              >${joined(hosts.slice(0, HOSTS_NAMED).map(hostLink))}${more > 0 ? ` +${more}` : ''}</span
            >`
      }
    </td>
  </tr>`;
}

const faint = html`class="faint"`;

function suggestionList({ text, language }: Frame, suggestions: readonly Suggestion[]): Html {
  const { movePhrase, message } = auditText(language);
  return html`<ul>
    ${suggestions.map(
      ({ finding, moves }) =>
        html`<li>
          ${moves.map(movePhrase).join('; ')}
          <span class="fold">${text.findings.clears(message(finding))}</span>
        </li>`,
    )}
  </ul>`;
}

function waiverList(frame: Frame, title: string, waivers: readonly Waiver[]): Html | null {
  if (waivers.length === 0) return null;
  return html`<h2>${title}</h2>
    <ul>
      ${waivers.map(
        ({ code, subject, reason, by, untilAt }) =>
          html`<li>${code} ${subject}, ${instant(frame, untilAt)}, ${by}: ${reason}</li>`,
      )}
    </ul>`;
}
