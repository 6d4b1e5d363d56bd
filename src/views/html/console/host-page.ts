// One host: where it stands, what it does, how old it is, its boots, and what keeps it waiting.

import { DAY_MS } from '../../../core/brand.ts';
import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import type { Campaign } from '../../../core/campaign/state.ts';
import { instancesOn } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { HostView } from '../../../core/fleet/snapshot.ts';
import { statusAt } from '../../../core/fleet/snapshot.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import { judgeUptime, type UptimeVerdict } from '../../../core/uptime/age-policy.ts';
import type { BootRecord } from '../../../core/uptime/boot-history.ts';
import { rebootRequired } from '../../../core/uptime/reboot-required.ts';
import { startBlockLines } from '../../terminal/start-block-text.ts';
import { html, type Html, type HtmlValue } from '../html-text.ts';
import { framed, instant, type Frame } from './frame.ts';
import { campaignLink, joined, whatIfHref } from './links.ts';
import { scrollTable } from './table.ts';

export type HostPageInput = {
  readonly fleet: Fleet;
  readonly host: Host;
  readonly view: HostView | undefined;
  readonly maxAgeMs: number;
  /** Newest first. */
  readonly boots: readonly BootRecord[];
  /** Campaigns that have it, newest first, and why it waits in them. */
  readonly campaigns: readonly { readonly campaign: Campaign; readonly blocks: readonly StartBlock[] }[];
  readonly findings: readonly Finding[];
};

export function hostPage(frame: Frame, input: HostPageInput): string {
  const { text } = frame;
  const { host, boots, campaigns, findings } = input;
  const main = html`
    <div class="columns">
      <section>${facts(frame, input)}</section>
      <section>
        ${findings.length === 0 ? null : html`<h2>${text.sections.findings}</h2>`}
        <ul>
          ${findings.map(
            ({ severity, message }) =>
              html`<li><b class="${severity}-text">${text.severities[severity]}</b> ${message}</li>`,
          )}
        </ul>
        <p><a href="${whatIfHref([{ level: 'host', id: host.id }])}">${text.host.whatIf}</a></p>
        <p class="note">${text.host.explain(host.id)}</p>
      </section>
    </div>
    <h2>${text.host.reboots}</h2>
    ${
      campaigns.length === 0
        ? html`<p>${text.none}</p>`
        : html`<ul>
            ${campaigns.map(({ campaign, blocks }) => standing(frame, host, campaign, blocks))}
          </ul>`
    }
    <h2>${text.host.boots}</h2>
    ${boots.length === 0 ? html`<p>${text.none}</p>` : bootTable(frame, boots)}
  `;
  const downloads = [{ href: `/hosts/${encodeURIComponent(host.id)}.json`, name: `${host.id}.json` }];
  return framed(frame, { section: 'fleet', title: text.host.title(host.id), main, downloads });
}

function facts(frame: Frame, { fleet, host, view, maxAgeMs }: HostPageInput): Html {
  const { text, now, words } = frame;
  const status = statusAt(view, now, maxAgeMs);
  const seen = view?.lastSeen ?? null;
  const { placement, owner, model } = host;
  const list: readonly (readonly [string, HtmlValue])[] = [
    [
      text.column.state,
      html`<b class="tag ${status === 'up' ? 'fresh' : status}">${text.statuses[status]}</b>
        ${seen === null ? null : html`<small>${text.host.seen('')}${instant(frame, seen.at)}</small>`}`,
    ],
    [
      text.host.placement,
      placement === null
        ? text.racks.nowhere
        : html`${[placement.site, placement.zone, placement.rack].filter((part) => part !== null).join(' / ')}
          ${placement.unit === null ? null : text.host.unit(placement.unit)}
          ${placement.hypervisor === null ? null : text.host.on(placement.hypervisor)}`,
    ],
    [text.column.owner, owner ?? text.nobody],
    [
      text.host.serves,
      joined(instancesOn(fleet, host.id).map(({ service, part }) => html`${text.host.as(service, part)}`)),
    ],
    [
      text.column.uptime,
      seen === null || status !== 'up'
        ? text.notKnown
        : words.duration(seen.facts.uptimeMs + (now - seen.at)),
    ],
    [text.host.policy, html`${verdictText(frame, host, judgeUptime(host, view, now))}`],
    [
      text.column.kernel,
      seen === null
        ? text.notKnown
        : [seen.facts.kernelRunning, seen.facts.kernelNewest]
            .filter((kernel, index, all) => kernel !== null && all.indexOf(kernel) === index)
            .join(' → '),
    ],
    [text.host.reboot, seen === null ? text.notKnown : tristate(frame, rebootRequired(seen.facts))],
    [text.host.os, [seen?.facts.os ?? null, model].filter((part) => part !== null).join(', ')],
  ];
  const problem = status === 'up' ? null : (view?.lastProblem ?? null);
  return html`<dl class="facts">
    ${list.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
    ${
      problem === null
        ? null
        : html`<dt>${text.host.problem}</dt>
            <dd>${problem.failure}: ${problem.detail} (${instant(frame, problem.at)})</dd>`
    }
  </dl>`;
}

function tristate({ text }: Frame, value: 'yes' | 'no' | 'unknown'): string {
  return value === 'unknown' ? text.notKnown : text.host[value];
}

function verdictText(frame: Frame, host: Host, verdict: UptimeVerdict): Html {
  const { text } = frame;
  const maximum = text.host.maximum(text.days(Math.floor(host.uptime.maxUptimeMs / DAY_MS)));
  switch (verdict.kind) {
    case 'ok':
    case 'due-soon':
      return html`${maximum}; ${text.host.due('')}${instant(frame, verdict.dueAt)}`;
    case 'overdue':
      return html`${maximum};
        <b class="critical-text">${text.looks.overdue}</b> ${instant(frame, verdict.sinceAt)}`;
    case 'exempt':
      return html`${maximum}; ${text.looks.exempt}: ${verdict.reason} (${instant(frame, verdict.untilAt)})`;
    case 'unknown':
      return html`${maximum}`;
  }
}

function standing(frame: Frame, host: Host, campaign: Campaign, blocks: readonly StartBlock[]): Html {
  const reboot = campaign.hosts.get(host.id);
  const lines = [...new Set(blocks.flatMap((block) => startBlockLines(block, frame.timeZone)))];
  const stage = reboot === undefined ? '' : frame.words.progress.stage[reboot.stage.kind];
  return html`<li>
    ${campaignLink(campaign.id)}: ${stage}, ${instant(frame, campaign.proposedAt)}
    ${lines.map((line) => html`<span class="fold">${line}</span>`)}
  </li>`;
}

function bootTable(frame: Frame, boots: readonly BootRecord[]): Html {
  const { text, words } = frame;
  return scrollTable(
    text.host.boots,
    [
      { name: text.host.boot },
      { name: text.host.firstSeen },
      { name: text.host.lastSeen },
      { name: text.column.uptime },
      { name: text.column.kernel },
      { name: text.host.ended },
    ],
    boots.map(({ bootId, firstSeenAt, lastSeenAt, lastUptimeMs, kernel, ended }) => [
      html`<code>${bootId.slice(0, 8)}</code>`,
      instant(frame, firstSeenAt),
      instant(frame, lastSeenAt),
      words.duration(lastUptimeMs),
      kernel,
      ended === null ? text.host.runs : text.host.ends[ended],
    ]),
  );
}

type MissingFrom = 'fleet' | 'campaigns' | 'incidents';

/** For what an address names and is not there. */
export function missingPage(frame: Frame, section: MissingFrom, message: string): string {
  const main = html`<p>${message}</p>
    <p>${hostLinkBack(frame, section)}</p>`;
  return framed(frame, { section, title: frame.text.missing.title, main, downloads: [] });
}

function hostLinkBack({ text }: Frame, section: MissingFrom): Html {
  return html`<a href="${section === 'fleet' ? '/' : `/${section}`}">${text.sections[section]}</a>`;
}
