// `stagger audit --format html`: one file that can be mailed, printed and kept. No script, nothing loaded from
// anywhere (its own policy forbids it), every value escaped by construction, readable in light and dark.

import type { Fleet } from '../../core/fleet/fleet.ts';
import type { Finding } from '../../core/placement/finding.ts';
import { auditText, dayText } from '../text/audit-text.ts';
import type { AuditReport, AuditText } from '../text/audit-text.ts';
import { css, html, palette } from './html-text.ts';
import type { Html } from './html-text.ts';
import { rackPictures } from './rack-picture.ts';
import { severityPaint } from './severity-paint.ts';

const style = css`
  :root {
    color: var(--ink);
    background: var(--ground);
    font:
      15px/1.5 system-ui,
      sans-serif;
  }
  body {
    max-width: 80rem;
    margin: 2rem auto;
    padding: 0 1rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    padding: 0.35rem 0.6rem;
    border-bottom: 1px solid var(--line);
  }
  small,
  .fold {
    color: var(--soft);
  }
  .fold {
    display: block;
    font-size: 0.9em;
  }
  .waived {
    color: var(--soft);
  }
  tr.critical td:first-child {
    color: var(--critical);
    font-weight: bold;
  }
  tr.warning td:first-child {
    color: var(--warning);
    font-weight: bold;
  }
  .racks {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem;
    align-items: flex-start;
  }
  .rack {
    border: 2px solid var(--line);
    border-radius: 4px;
    padding: 0.4rem;
    min-width: 14rem;
  }
  .rack h5 {
    margin: 0 0 0.4rem;
  }
  .rack ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .rack li {
    border-left: 0.5rem solid var(--fresh-mark);
    background: var(--raised);
    margin: 2px 0;
    padding: 0.1rem 0.4rem;
  }
  .rack li.critical {
    border-color: var(--overdue-mark);
    background: var(--overdue);
  }
  .rack li.warning {
    border-color: var(--due-soon-mark);
    background: var(--due-soon);
  }
  .rack li.notice {
    border-color: var(--settled-mark);
  }
  .rack li em {
    float: right;
    font-size: 0.8em;
    margin-left: 0.6rem;
  }
  .rack li small {
    color: inherit;
  }
  .unit {
    display: inline-block;
    min-width: 2em;
    font-variant-numeric: tabular-nums;
  }
`;

export function auditPage(report: AuditReport, fleet: Fleet): string {
  const { audit, comparison, suggestions } = report;
  const text = auditText(report.language);
  const { words } = text;
  const chain = text.chainLine(audit);
  const page = html`<!doctype html>
    <html lang="${report.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.title}</title>
        <style>
          ${palette()}
          ${style}
        </style>
      </head>
      <body>
        <h1>${words.title}</h1>
        <p>
          ${dayText(audit.at)}: ${words.hosts(audit.hosts)}, ${words.services(audit.services)},
          ${text.countsLine(audit)}<br /><small>fleet ${audit.fleetDigest}</small>
        </p>
        ${
          comparison === null
            ? null
            : html`<h2>${words.against(text.againstPhrase(report))}</h2>
                ${text.comparisonLines(comparison).map(
                  ({ title, messages }) =>
                    html`<h3>${title}</h3>
                      ${bullets(messages)}`,
                )}`
        }
        <h2>${words.findings}</h2>
        ${findingTable(audit.findings, text)}
        ${titled(
          words.suggestions,
          suggestions.map(
            ({ finding, moves }) => `${finding.subject}: ${moves.map(text.movePhrase).join('; ')}`,
          ),
        )}
        ${titled(words.waiversEnded, audit.expiredWaivers.map(text.waiverLine))}
        ${titled(words.waiversUnmatched, audit.unmatchedWaivers.map(text.waiverLine))}
        ${titled(words.needs, [
          ...(chain === null ? [] : [words.longestChain(chain)]),
          ...text.circleLines(audit).map(words.circle),
        ])}
        <h2>${words.racks}</h2>
        ${rackPictures(fleet, {
          unit: severityPaint(audit.findings, (severity) => words.severities[severity]),
          hostHref: () => null,
          heading: (_domain, name) => html`${name}`,
          words: words.rackPicture,
        })}
      </body>
    </html> `;
  return page.markup;
}

function findingTable(findings: readonly Finding[], text: AuditText): Html {
  const { words } = text;
  if (findings.length === 0) return html`<p>${words.none}</p>`;
  const { severity, subject, owner, finding: content } = words.columns;
  return html`<table>
    <thead>
      <tr>
        <th>${severity}</th>
        <th>${subject}</th>
        <th>${owner}</th>
        <th>${content}</th>
      </tr>
    </thead>
    <tbody>
      ${findings.map((finding) => findingRow(finding, text))}
    </tbody>
  </table>`;
}

function findingRow(finding: Finding, text: AuditText): Html {
  const waiver = text.waiverOf(finding);
  const { words } = text;
  return html`<tr class="${waiver === null ? finding.severity : 'waived'}">
    <td>${words.severities[finding.severity]}</td>
    <td>${finding.subject}<br /><small>${finding.code}</small></td>
    <td>${finding.owner ?? ''}</td>
    <td>
      ${text.message(finding)}${text
        .foldedLines(finding.also)
        .map((line) => html`<span class="fold">${words.also(line)}</span>`)}
      ${waiver === null ? null : html`<span class="fold">${waiver}</span>`}
    </td>
  </tr>`;
}

function bullets(lines: readonly string[]): Html {
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

function titled(title: string, lines: readonly string[]): Html | null {
  return lines.length === 0
    ? null
    : html`<h2>${title}</h2>
        ${bullets(lines)}`;
}
