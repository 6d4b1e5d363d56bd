// One host: where it stands, what it does, how old it is, its boots, and what keeps it waiting.

import { DAY_MS } from '../../../core/brand.ts';
import type { LeftOut } from '../../../core/campaign/left-out.ts';
import type { StartBlock } from '../../../core/campaign/start-conditions.ts';
import type { Campaign } from '../../../core/campaign/state.ts';
import { instancesOn } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { PersonId } from '../../../core/fleet/ids.ts';
import type { HostView } from '../../../core/fleet/snapshot.ts';
import { statusAt } from '../../../core/fleet/snapshot.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import { judgeUptime, type UptimeVerdict } from '../../../core/uptime/age-policy.ts';
import { fellWith, type BootRecord } from '../../../core/uptime/boot-history.ts';
import type { LearnedTiming } from '../../../core/uptime/learned-timing.ts';
import { rebootRequired } from '../../../core/uptime/reboot-required.ts';
import { auditText } from '../../text/audit-text.ts';
import { html, type Html, type HtmlValue } from '../html-text.ts';
import { waiverOf } from './findings-choice.ts';
import { bothFormats, framed, instant, type Frame } from './frame.ts';
import { explanationList, type HostExplanation } from './host-explanation.ts';
import { driftItems } from './host-outcome.ts';
import { campaignLink, hostLink, joined, whatIfHref } from './links.ts';
import { personText } from './person-text.ts';
import { emptyNote, stackingTable } from './table.ts';
import { blockLines } from './wait-lines.ts';

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
  /** Out of rotation since a campaign that ended; null: it is not. */
  readonly leftOut: LeftOut | null;
  /** What its reboots, or those of hosts like it, say of the next; null: nothing is known yet. */
  readonly learned: LearnedTiming | null;
  /** What a plan made now would do with it; null: not asked for, each is a plan of the whole fleet. */
  readonly explanation: HostExplanation | null;
};

export function hostPage(frame: Frame, input: HostPageInput): string {
  const { text } = frame;
  const { host, boots, campaigns, findings, explanation, fleet } = input;
  const address = `/hosts/${encodeURIComponent(host.id)}`;
  const main = html`
    ${
      input.leftOut === null
        ? null
        : html`<p class="alarm">${host.id}: ${text.fleet.leftOut(input.leftOut.campaign, host.id)}</p>`
    }
    <div class="columns">
      <section class="panel">${facts(frame, input)}</section>
      <section class="panel" aria-labelledby="next">
        <h2 id="next">${text.host.next}</h2>
        ${timing(frame, input)}
        ${
          explanation === null
            ? html`<p><a class="button" href="${address}?explain=1#next">${text.host.explain}</a></p>`
            : explanationList(frame, explanation)
        }
        <p><a href="${whatIfHref([{ level: 'host', id: host.id }])}">${text.host.whatIf}</a></p>
      </section>
    </div>
    ${findings.length === 0 ? null : findingList(frame, findings, fleet.waivers)}
    <h2>${text.host.reboots}</h2>
    ${campaigns.length === 0 ? emptyNote(text.host.noReboot) : rebootTable(frame, host, campaigns)}
    <h2>${text.host.boots}</h2>
    ${boots.length === 0 ? emptyNote(text.host.noBoot) : bootTable(frame, boots)}
  `;
  return framed(frame, {
    section: 'fleet',
    title: text.host.title(host.id),
    main,
    downloads: bothFormats(address),
  });
}

function findingList(
  frame: Frame,
  findings: readonly Finding[],
  waivers: HostPageInput['fleet']['waivers'],
): Html {
  const { text, language } = frame;
  const { message } = auditText(language);
  return html`<h2>${text.sections.findings}</h2>
    <ul class="lines">
      ${findings.map((finding) => {
        const waiver = finding.waivedUntilAt === null ? null : waiverOf(waivers, finding);
        return html`<li>
          <b class="${finding.severity}-text">${text.severities[finding.severity]}</b> ${message(finding)}
          ${
            waiver === null
              ? null
              : html`<span class="fold"
                  >${text.findings.waived}: ${personText(frame, waiver.by as PersonId)},
                  ${instant(frame, waiver.untilAt)}, ${waiver.reason}</span
                >`
          }
        </li>`;
      })}
    </ul>`;
}

/** How long its next reboot is expected to take, and how that is known. */
function timing({ text, words }: Frame, { host, learned }: HostPageInput): Html {
  const { expectedMs, comeBackWithinMs } = learned?.timing ?? host.timing;
  return html`<p>
    ${text.host.takes(words.duration(expectedMs), words.duration(comeBackWithinMs))}
    <span class="fold"
      >${learned === null ? text.host.notLearned : text.host.learned[learned.basis.kind](learned.basis.reboots)}</span
    >
  </p>`;
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
      joined(
        instancesOn(fleet, host.id).map(
          ({ service, part }) => html`${text.host.as(service, frame.words.questions.host.parts[part])}`,
        ),
      ),
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
            <dd>${problemText(frame, problem)} (${instant(frame, problem.at)})</dd>`
    }
  </dl>`;
}

/** The word for it; what Stagger wrote of it besides is in English. */
function problemText({ words }: Frame, { failure, detail }: NonNullable<HostView['lastProblem']>): string {
  const what = words.cause.missed[failure];
  return words.quotesDetails ? words.labelPlain(what, detail) : what;
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

function rebootTable(frame: Frame, host: Host, campaigns: HostPageInput['campaigns']): Html {
  const { text, words } = frame;
  return stackingTable(
    text.host.reboots,
    [
      { name: text.campaigns.campaign },
      { name: text.campaigns.stage },
      { name: text.campaigns.proposed, cue: text.campaigns.proposed },
      { name: text.campaigns.took, cue: text.campaigns.took },
      { name: text.campaigns.detail },
    ],
    campaigns.map(({ campaign, blocks }) => {
      const reboot = campaign.hosts.get(host.id);
      const lines = blockLines(frame, blocks);
      const drift = reboot?.drift ?? [];
      const endAt = reboot !== undefined && 'at' in reboot.stage ? reboot.stage.at : null;
      const startedAt = reboot?.startedAt ?? null;
      return [
        campaignLink(campaign.id),
        reboot === undefined ? '' : words.progress.stage[reboot.stage.kind],
        instant(frame, campaign.proposedAt),
        startedAt === null ? '' : words.duration((endAt ?? frame.now) - startedAt),
        html`${drift.length === 0 ? null : html`${text.campaigns.drift}: ${driftItems(frame, drift)}`}${lines.map(
          (line) => html`<span class="fold">${line}</span>`,
        )}`,
      ];
    }),
  );
}

function bootTable(frame: Frame, boots: readonly BootRecord[]): Html {
  const { text, words } = frame;
  return stackingTable(
    text.host.boots,
    [
      { name: text.host.boot },
      { name: text.host.firstSeen, cue: text.host.firstSeen },
      { name: text.host.lastSeen, cue: text.host.lastSeen },
      { name: text.column.uptime, cue: text.column.uptime },
      { name: text.column.kernel, cue: text.column.kernel },
      { name: text.host.ended, cue: text.host.ended },
    ],
    boots.map((boot) => [
      html`<code>${boot.bootId.slice(0, 8)}</code>`,
      instant(frame, boot.firstSeenAt),
      instant(frame, boot.lastSeenAt),
      words.duration(boot.lastUptimeMs),
      boot.kernel,
      endText(frame, boot),
    ]),
  );
}

function endText({ text }: Frame, boot: BootRecord): HtmlValue {
  const { ended, endedBy } = boot;
  if (ended === null) return text.host.runs;
  if (endedBy === null) return text.host.ends[ended];
  const hypervisor = fellWith(boot);
  return html`${text.host.ends[ended]}
  (${campaignLink(endedBy.campaign)})${
    hypervisor === null
      ? null
      : html`<span class="fold">${text.host.with} ${hostLink(hypervisor.host)}</span>`
  }`;
}
