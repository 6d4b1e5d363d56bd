// `stagger audit --format html`: one file that can be mailed, printed and kept. No script, nothing loaded from
// anywhere (its own policy forbids it), every value escaped by construction, readable in light and dark.

import type { Fleet, Waiver } from '../../core/fleet/fleet.ts';
import type { Finding } from '../../core/placement/finding.ts';
import {
  againstPhrase,
  chainLine,
  circleLines,
  comparisonLines,
  counted,
  countsLine,
  dayText,
  foldedLines,
  movePhrase,
  waiverOf,
} from '../text/audit-text.ts';
import type { AuditReport } from '../text/audit-text.ts';
import { css, html } from './html-text.ts';
import type { Html } from './html-text.ts';
import { rackPictures } from './rack-picture.ts';
import { severityPaint } from './severity-paint.ts';

const style = css`
  :root {
    color-scheme: light dark;
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
    border-bottom: 1px solid #8884;
  }
  small,
  .fold {
    color: #777;
  }
  .fold {
    display: block;
    font-size: 0.9em;
  }
  .waived {
    opacity: 0.6;
  }
  tr.critical td:first-child {
    color: #d22;
    font-weight: bold;
  }
  tr.warning td:first-child {
    color: #b70;
    font-weight: bold;
  }
  .racks {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem;
    align-items: flex-start;
  }
  .rack {
    border: 2px solid #8888;
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
    border-left: 0.5rem solid #3a87;
    background: #8881;
    margin: 2px 0;
    padding: 0.1rem 0.4rem;
  }
  .rack li.critical {
    border-color: #d22;
    background: #d222;
  }
  .rack li.warning {
    border-color: #e90;
    background: #e902;
  }
  .rack li.notice {
    border-color: #58c;
  }
  .rack li em {
    float: right;
    font-size: 0.8em;
    margin-left: 0.6rem;
  }
  .unit {
    display: inline-block;
    min-width: 2em;
    color: #777;
    font-variant-numeric: tabular-nums;
  }
`;

const rackWords = {
  site: (id: string): string => `Site ${id}`,
  zone: (id: string): string => `Zone ${id}`,
  noRack: 'no rack',
  noFeeds: 'feeds unknown',
  nowhere: 'Nobody wrote down where',
  hosts: (count: number): string => counted(count, 'host'),
};

export function auditPage(report: AuditReport, fleet: Fleet): string {
  const { audit, comparison, suggestions } = report;
  const chain = chainLine(audit);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Placement audit</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>Placement audit</h1>
        <p>
          ${dayText(audit.at)}: ${counted(audit.hosts, 'host')}, ${counted(audit.services, 'service')},
          ${countsLine(audit)}<br /><small>fleet ${audit.fleetDigest}</small>
        </p>
        ${
          comparison === null
            ? null
            : html`<h2>Against ${againstPhrase(report)}</h2>
                ${comparisonLines(comparison).map(
                  ({ title, messages }) =>
                    html`<h3>${title}</h3>
                      ${bullets(messages)}`,
                )}`
        }
        <h2>Findings</h2>
        ${findingTable(audit.findings)}
        ${titled(
          'Suggestions',
          suggestions.map(({ finding, moves }) => `${finding.subject}: ${moves.map(movePhrase).join('; ')}`),
        )}
        ${titled('Waivers that have ended', audit.expiredWaivers.map(waiverLine))}
        ${titled('Waivers that match nothing', audit.unmatchedWaivers.map(waiverLine))}
        ${titled('Needs', [
          ...(chain === null ? [] : [`Longest chain: ${chain}`]),
          ...circleLines(audit).map((circle) => `Circle: ${circle}`),
        ])}
        <h2>Racks</h2>
        ${rackPictures(fleet, {
          unit: severityPaint(audit.findings, (severity) => severity),
          hostHref: () => null,
          heading: (_domain, name) => html`${name}`,
          words: rackWords,
        })}
      </body>
    </html> `;
  return page.markup;
}

function findingTable(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<p>None.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Severity</th>
        <th>Subject</th>
        <th>Owner</th>
        <th>Finding</th>
      </tr>
    </thead>
    <tbody>
      ${findings.map(findingRow)}
    </tbody>
  </table>`;
}

function findingRow(finding: Finding): Html {
  const waiver = waiverOf(finding);
  return html`<tr class="${waiver === null ? finding.severity : 'waived'}">
    <td>${finding.severity}</td>
    <td>${finding.subject}<br /><small>${finding.code}</small></td>
    <td>${finding.owner ?? ''}</td>
    <td>
      ${finding.message}${foldedLines(finding.also).map((line) => html`<span class="fold">also ${line}</span>`)}
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

function waiverLine({ code, subject, reason, by, untilAt }: Waiver): string {
  return `${code} ${subject}, until ${dayText(untilAt)}, by ${by}: ${reason}`;
}
