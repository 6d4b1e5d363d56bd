// Every template of src/views/slack at its largest (1,000 hosts, the longest names, both languages) against Slack's own
// rules. The registry is walked, and a template that is not in it fails the test: nobody forgets one.
import { readdirSync, readFileSync } from 'node:fs';
import type { KnownBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { judgeBlocks, viewProblems } from '../../../src/demo/workspace/block-rules.ts';
import type { Json, JsonObject } from '../../../src/demo/workspace/json.ts';
import type { Campaign, CampaignPhase } from '../../../src/core/campaign/state.ts';
import type { CampaignHold } from '../../../src/core/campaign/holds.ts';
import type {
  DomainId,
  HostId,
  IncidentId,
  OwnerId,
  PersonId,
  ServiceId,
} from '../../../src/core/fleet/ids.ts';
import type { PlanDiff } from '../../../src/core/planning/plan-diff.ts';
import type { WaitReason } from '../../../src/core/planning/plan.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { renderCampaignNote } from '../../../src/views/slack/campaign-note.ts';
import { renderClosingReport } from '../../../src/views/slack/closing-report.ts';
import { renderChaosDraw } from '../../../src/views/slack/chaos-draw.ts';
import { renderDenyModal, renderDenyNotice } from '../../../src/views/slack/deny-modal.ts';
import { renderEditModal, renderEditNotice, renderEditPreview } from '../../../src/views/slack/edit-modal.ts';
import { renderInventoryNote } from '../../../src/views/slack/inventory-note.ts';
import { renderOwnerCard } from '../../../src/views/slack/owner-card.ts';
import { renderDetailsModal } from '../../../src/views/slack/plan-details.ts';
import { renderReplacedCard } from '../../../src/views/slack/replaced-card.ts';
import { MAX_BLOCKS, MAX_TEXT_CHARS, type SlackMessage } from '../../../src/views/slack/slack-message.ts';
import type { Catalogue } from '../../../src/views/text/en.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { hugeCampaign, sampleStartAt } from '../../fakes/sample-campaign.ts';
import { hugeClosing } from '../../fakes/sample-closing.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';

const at = sampleStartAt;
const by = 'slack:T0STAGGER/U0APPROVER' as PersonId;
const long = '가나다라 <!channel> & `x` '.repeat(400);
/** The longest name that the inventory takes. */
const name = 'n'.repeat(253);
const metadata = JSON.stringify({ value: 'v'.repeat(200), channel: 'C0REBOOTS', more: 'f'.repeat(260) });

/** Each kind of reason with the longest that it can say. */
const reasons: readonly WaitReason[] = [
  { kind: 'exempt', reason: long, untilAt: at },
  { kind: 'not-observed', detail: long },
  { kind: 'no-window', detail: long },
  { kind: 'frozen', reason: long, untilAt: at },
  { kind: 'budget', service: name as ServiceId, up: 1_000, minAvailable: 1_000 },
  { kind: 'zone-in-flight', service: name as ServiceId, host: name as HostId },
  { kind: 'dependency-in-flight', service: name as ServiceId, host: name as HostId },
  { kind: 'domain-cap', domain: { level: 'host', id: name as HostId }, down: 9, limit: 9 },
  { kind: 'after', hosts: Array.from({ length: 500 }, () => name as HostId) },
  { kind: 'in-other-campaign', campaign: long },
];

function reasonAt(index: number): WaitReason {
  const reason = reasons[index % reasons.length];
  if (reason === undefined) throw new Error('no reasons');
  return reason;
}

const diffOf = (campaign: Campaign): PlanDiff => {
  const hosts = [...campaign.hosts.keys()];
  return {
    removed: hosts.slice(0, 500),
    leftOut: hosts.slice(500, 900).map((host, index) => ({ host, why: reasonAt(index) })),
    services: campaign.document.plan.scope.services.map(({ service }) => ({
      service,
      instances: 1_000,
      upBefore: 1_000,
      upAfter: null,
    })),
    hostsBefore: 1_000,
    hostsAfter: 100,
    endBeforeAt: at,
    endAfterAt: at,
  };
};

/** The largest campaign with everything besides: edits, rules of services, reasons for every host. */
function largest(phase?: CampaignPhase): Campaign {
  const campaign = hugeCampaign(phase);
  const rules = Array.from({ length: 60 }, (_, index) => ({
    id: `owner:${`팀-${index}-`.padEnd(64, '이름')}` as OwnerId,
    needed: 10,
    users: [],
    groups: ['S0DBA'],
  }));
  const edit = { version: 2, by, at, diff: diffOf(campaign), fromCampaignVersion: 2 };
  const { document } = campaign;
  const rows = [...campaign.hosts.keys()].map((host, index) => ({
    host,
    kind: 'planned' as const,
    wave: index,
    waits: [reasonAt(index)],
    lengthBy: { kind: 'service', reboots: 20 } as const,
  }));
  const others = Array.from({ length: 300 }, (_, index) => ({
    host: `other-${index}-`.padEnd(253, 'x') as HostId,
    kind: 'left-out' as const,
    why: reasonAt(index),
  }));
  return {
    ...campaign,
    approvalPolicy: { ...campaign.approvalPolicy, rules },
    edits: [edit],
    document: {
      ...document,
      plan: { ...document.plan, version: 2 },
      report: {
        hosts: [...rows, ...others],
        draw: { seed: long, tickets: 180, ofTickets: 180_000_000, ofHosts: 1_000_000 },
      },
    },
  };
}

const phases: readonly (CampaignPhase | undefined)[] = [
  undefined,
  { kind: 'running' },
  { kind: 'paused', by, at },
  { kind: 'stopping', by, at, denial: null, was: null },
  { kind: 'stopping', by, at, denial: long, was: null },
  { kind: 'halted', at, why: { kind: 'clock-jumped', byMs: 9e9 } },
  { kind: 'ended', at, as: { kind: 'denied', by, reason: long } },
  { kind: 'ended', at, as: { kind: 'expired' } },
  { kind: 'ended', at, as: { kind: 'voided', why: long } },
];

type Shown = { readonly messages?: readonly SlackMessage[]; readonly views?: readonly ModalView[] };

const domains = Array.from(
  { length: 40 },
  () => ({ level: 'custom', kind: long, id: name as DomainId }) as const,
);
const incident = {
  kind: 'incident',
  incident: long as IncidentId,
  cause: { kind: 'domains', domains },
} as const;

/** Each kind of hold with the longest that it can say. */
const largestHolds: readonly CampaignHold[] = [
  { kind: 'flag', cause: incident, why: long },
  { kind: 'flag', cause: { kind: 'stop-switch' }, why: long },
  { kind: 'stopped', subject: { kind: 'service', id: name as ServiceId }, hosts: 1_000, why: long },
  { kind: 'unknown', why: long },
  { kind: 'freeze-unknown', freeze: long, why: long },
  { kind: 'frozen', freeze: long, untilAt: at },
  { kind: 'window-shut', opensAt: null },
  { kind: 'chaos-not-allowed' },
  { kind: 'chaos-alone' },
];

const everyPhase = (text: Catalogue): Shown => ({
  messages: phases.map((phase) => {
    const campaign = largest(phase);
    const rebooted = [...campaign.hosts.keys()].slice(0, 500);
    return renderCampaignCard(campaign, text, largestHolds, at, rebooted);
  }),
});

const open = largest();
const { plan } = open.document;

/** By template: what it shows at its largest. */
const registry: Readonly<Record<string, (text: Catalogue) => Shown>> = {
  renderCampaignCard: everyPhase,
  renderReplacedCard: (text) => ({
    messages: [renderReplacedCard(open, 1, `https://${'x'.repeat(200)}/`, text)],
  }),
  renderCampaignNote: (text) => ({
    messages: Object.values(sampleEvents).map((event) => {
      const failure = { kind: 'gate-timed-out', detail: long } as const;
      const largestEvent = event.kind === 'host-failed' ? { ...event, failure } : event;
      return renderCampaignNote(open, { at, event: largestEvent }, text);
    }),
  }),
  renderOwnerCard: (text) => ({
    messages: phases.map((phase) => {
      const campaign = largest(phase);
      const outlook = { now: at, startableAt: at };
      const hosts = [...campaign.hosts.values()];
      const guests = [...campaign.hosts.keys()].slice(0, 100);
      const servers = new Map(hosts.map(({ step }) => [step.host, [step.host, ...guests]]));
      const share = { campaign, slack: 'S0EVERYBODY', hosts, servers, outlook };
      return renderOwnerCard(share, `https://${'x'.repeat(200)}/`, text);
    }),
  }),
  renderClosingReport: (text) => ({ messages: [renderClosingReport(hugeClosing, text)] }),
  renderChaosDraw: (text) => ({
    messages: [
      renderChaosDraw(
        {
          openingAt: at,
          at,
          leash: 'report',
          seed: long,
          host: name as HostId,
          urn: Array.from({ length: 1_000 }, (_, index) => ({
            host: `${name}${index}` as HostId,
            tickets: 180,
          })),
          uptimeMs: 9e12,
          expectedMs: 9e9,
          worst: plan.scope.services.map(({ service }) => ({
            service,
            up: 999,
            instances: 1_000,
            minAvailable: 999,
            touched: 1,
          })),
          campaign: null,
        },
        text,
      ),
    ],
  }),
  renderInventoryNote: (text) => ({
    messages: [
      renderInventoryNote({ kind: 'reloaded', changes: Array.from({ length: 1_000 }, () => long) }, text),
      renderInventoryNote({ kind: 'refused', reasons: Array.from({ length: 1_000 }, () => long) }, text),
    ],
  }),
  renderDenyModal: (text) => ({ views: [renderDenyModal(metadata, text)] }),
  renderDenyNotice: (text) => ({ views: [renderDenyNotice(text.feedback.failed, text)] }),
  renderEditModal: (text) => ({
    views: [
      renderEditModal(plan, { metadata, chosen: new Set(), gone: new Set() }, text),
      renderEditModal(
        { ...plan, steps: plan.steps.slice(0, 100) },
        { metadata, chosen: new Set([1]), gone: new Set() },
        text,
      ),
      // More than a form can hold: the rest is named, not lost.
      renderEditModal(
        { ...plan, steps: [...plan.steps, ...plan.steps] },
        { metadata, chosen: new Set(), gone: new Set() },
        text,
      ),
    ],
  }),
  renderEditPreview: (text) => ({
    views: [renderEditPreview({ metadata, version: 999, diff: diffOf(open) }, text)],
  }),
  renderEditNotice: (text) => ({ views: [renderEditNotice(text.approval.working, text)] }),
  renderDetailsModal: (text) => ({
    views: [1, 2, 30, 61, 9_999].map((page) =>
      renderDetailsModal(open, { metadata, page, rebooted: [...open.hosts.keys()].slice(0, 500) }, text),
    ),
  }),
};

/** Templates with a largest of their own elsewhere; plan, progress and ended cards are the campaign card in its phases. */
const testedElsewhere: Readonly<Record<string, string>> = {
  renderPlanCard: 'template-limits.unit.test.ts',
  renderProgressCard: 'template-limits.unit.test.ts',
  renderEndedCard: 'template-limits.unit.test.ts',
  renderDailyDigest: 'daily-digest.unit.test.ts',
  renderAnswer: 'answer.unit.test.ts',
  renderIncident: 'incident-card.unit.test.ts',
  renderIncidentNote: 'incident-card.unit.test.ts',
  renderHostNote: 'incident-card.unit.test.ts',
  renderHome: 'home-tab.unit.test.ts',
  renderClosedHome: 'home-tab.unit.test.ts',
  renderPlacementAudit: 'placement-audit.unit.test.ts',
  renderWaiveModal: 'placement-audit.unit.test.ts',
  renderWaiveNotice: 'placement-audit.unit.test.ts',
  renderReminder: 'placement-audit.unit.test.ts',
};

const directory = new URL('../../../src/views/slack/', import.meta.url);
const templates = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...readFileSync(new URL(name, directory), 'utf8').matchAll(/^export function (render\w+)/gm),
  ])
  .map(([, name]) => name ?? '');

const languages = Object.entries(catalogues);

describe('templates', () => {
  it('are all in the registry, or tested at their largest elsewhere', () => {
    expect(templates.length).toBeGreaterThan(10);
    const known = [...Object.keys(registry), ...Object.keys(testedElsewhere)];
    expect(templates.filter((name) => !known.includes(name))).toEqual([]);
    for (const [name, file] of Object.entries(testedElsewhere))
      expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(name);
  });

  const cases = Object.keys(registry).flatMap((name) =>
    languages.map(([language]) => [name, language] as const),
  );

  it.each(cases)('%s at its largest is taken by Slack (%s)', (name, language) => {
    const text = languages.find(([id]) => id === language)?.[1];
    const shown = text === undefined ? {} : (registry[name]?.(text) ?? {});
    for (const message of shown.messages ?? []) {
      for (const blocks of [message.blocks, message.classic ?? []])
        expect(judgeBlocks(blocks as readonly KnownBlock[] as unknown as Json[], 'message')).toEqual({
          kind: 'ok',
        });
      expect(message.blocks.length).toBeLessThanOrEqual(MAX_BLOCKS);
      expect(message.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
      for (const blocks of [message.classic ?? [], message.blocks])
        // Rich text is not parsed: what stands there is shown as it is.
        expect(JSON.stringify(blocks.filter(({ type }) => type !== 'plan'))).not.toContain('<!channel>');
      expect(message.text).not.toContain('<!channel>');
    }
    for (const view of shown.views ?? []) {
      expect(viewProblems(view as unknown as JsonObject)).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(250_000);
      expect(JSON.stringify(view)).not.toContain('<!channel>');
    }
  });
});
