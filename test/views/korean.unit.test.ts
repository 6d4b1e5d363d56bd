// What people read in Slack in Korean has no English sentence in it: every template is rendered and scanned.
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/brand.ts';
import type { ChaosDraw } from '../../src/core/chaos/chaos-draw.ts';
import type { CampaignHold } from '../../src/core/campaign/holds.ts';
import type { DecisionCause } from '../../src/core/campaign/decision-cause.ts';
import type { FailureCause } from '../../src/core/campaign/failure-cause.ts';
import type { Campaign, CampaignPhase } from '../../src/core/campaign/state.ts';
import type { BootId, HostId, ServiceId } from '../../src/core/fleet/ids.ts';
import { buildHome } from '../../src/core/home/home-view.ts';
import { replayHostNote } from '../../src/core/incident/host-note.ts';
import { answerQuestion } from '../../src/core/question/answer-question.ts';
import { parseQuestion } from '../../src/core/question/parse-question.ts';
import { nearestName } from '../../src/config/known-names.ts';
import { renderAnswer } from '../../src/views/slack/answer/answer.ts';
import { renderCampaignCard } from '../../src/views/slack/campaign-card.ts';
import { renderCampaignNote } from '../../src/views/slack/campaign-note.ts';
import { refusedText } from '../../src/views/slack/click-feedback.ts';
import { renderChaosDraw } from '../../src/views/slack/chaos-draw.ts';
import { renderInventoryNote } from '../../src/views/slack/inventory-note.ts';
import { renderReminder } from '../../src/views/slack/reminder.ts';
import { renderReplacedCard } from '../../src/views/slack/replaced-card.ts';
import { renderWaiveModal } from '../../src/views/slack/waive-modal.ts';
import { renderClosingReport } from '../../src/views/slack/closing-report.ts';
import { renderDailyDigest } from '../../src/views/slack/daily-digest.ts';
import { renderDenyModal, renderDenyNotice } from '../../src/views/slack/deny-modal.ts';
import { renderEditModal, renderEditPreview } from '../../src/views/slack/edit-modal.ts';
import { renderHostNote } from '../../src/views/slack/host-note-card.ts';
import { renderHome } from '../../src/views/slack/home-tab.ts';
import { renderIncident } from '../../src/views/slack/incident-card.ts';
import { renderIncidentNote } from '../../src/views/slack/incident-note.ts';
import { renderOwnerCard } from '../../src/views/slack/owner-card.ts';
import { renderDetailsModal } from '../../src/views/slack/plan-details.ts';
import { renderPlacementAudit } from '../../src/views/slack/placement-audit.ts';
import { waitWords } from '../../src/views/slack/wait-words.ts';
import { catalogues } from '../../src/views/text/language.ts';
import { sampleAuditNews } from '../fakes/audit-news.ts';
import { questionWorld } from '../fakes/question-world.ts';
import {
  haltedCampaign,
  runningCampaign,
  sampleCampaign,
  sampleDiff,
  samplePeople,
  sampleStartAt,
} from '../fakes/sample-campaign.ts';
import { sampleClosing } from '../fakes/sample-closing.ts';
import { sampleDigest } from '../fakes/sample-digest.ts';
import { sampleEpisodeEvents } from '../fakes/sample-episodes.ts';
import { sampleEvents } from '../fakes/sample-events.ts';
import { sampleFleet } from '../fakes/sample-fleet.ts';
import { closedReport, openReport, sampleHits } from '../fakes/sample-incident.ts';
import { englishIn, expectKorean } from '../fakes/english-words.ts';
import { blind, rackLost, sampleWaits as waits } from '../fakes/sample-reasons.ts';

const { ko } = catalogues;
const at = sampleStartAt;
const by = samplePeople.approver;
const host = 'web-03' as HostId;

const fleet = sampleFleet();
const phases: readonly CampaignPhase[] = [
  { kind: 'running' },
  { kind: 'paused', by, at },
  { kind: 'stopping', by, at, denial: null, was: null },
  { kind: 'halted', at, why: { kind: 'clock-jumped', byMs: 90_000 } },
  { kind: 'ended', at, as: { kind: 'stopped', by } },
  { kind: 'ended', at, as: { kind: 'expired' } },
  { kind: 'ended', at, as: { kind: 'voided', why: 'in English', change: { kind: 'hosts', hosts: [host] } } },
  { kind: 'ended', at, as: { kind: 'voided', why: 'in English', change: { kind: 'basis' } } },
  {
    kind: 'ended',
    at,
    as: { kind: 'voided', why: 'in English', change: { kind: 'rebooted', hosts: [host] } },
  },
];

const holds: readonly CampaignHold[] = [
  { kind: 'flag', cause: blind, why: 'in English' },
  { kind: 'flag', cause: rackLost, why: 'in English' },
  { kind: 'flag', cause: { kind: 'losses', hosts: 3 }, why: 'in English' },
  { kind: 'flag', cause: { kind: 'clock', byMs: 90_000 }, why: 'in English' },
  { kind: 'flag', cause: { kind: 'stop-switch', path: '/var/lib/stagger/STOP' }, why: 'in English' },
  ...(['incidents-not-known', 'not-all-seen', 'other-daemon', 'other-database', 'too-slow'] as const).map(
    (kind) => ({ kind: 'unknown', why: 'in English', cause: { kind } }) as const,
  ),
  {
    kind: 'unknown',
    why: 'in English',
    cause: { kind: 'stop-switch-unread', path: '/var/lib/stagger/STOP', code: 'E_ACCES' },
  },
  { kind: 'no-inventory' },
  { kind: 'frozen', freeze: '연말', untilAt: at },
  { kind: 'window-shut', opensAt: at },
  { kind: 'window-shut', opensAt: null },
  { kind: 'does-not-fit', closesAt: at },
  { kind: 'chaos-not-allowed' },
  { kind: 'chaos-alone' },
];

const causes: readonly FailureCause[] = [
  { kind: 'missed', failure: 'connect-timeout', said: 'nothing answers at its address' },
  { kind: 'missed', failure: 'login-refused', said: 'it refuses our key', raw: 'E_ACCES' },
  { kind: 'not-allowed', user: 'stagger', said: 'E_PERM' },
  { kind: 'fenced', epoch: '17' },
  { kind: 'boot-id-unreadable', found: '-' },
  { kind: 'shutting-down' },
  { kind: 'uptime-began-again' },
  { kind: 'uptime-too-long', uptimeMs: 300_000, sinceRequestMs: 60_000 },
  { kind: 'still-old-boot' },
  { kind: 'guest-away', guest: 'vm-2' as HostId, said: 'could not be asked: connection-refused' },
  { kind: 'drains-too-long', drained: 11, of: 20, passedMs: 1_860_000, expectedMs: 600_000 },
  { kind: 'requests-used', requests: 3 },
  { kind: 'rebooted-again', found: '1111' as BootId },
  { kind: 'same-kernel', running: '6.1.0-25', installed: '6.1.0-26' },
  { kind: 'logins-refused' },
  { kind: 'failed-units-unread' },
  { kind: 'failed-units', units: ['nginx.service'] },
];

const decisions: readonly DecisionCause[] = [
  ...(
    [
      'other-workspace',
      'no-approvers',
      'no-account',
      'deactivated',
      'bot',
      'guest',
      'not-listed',
      'workspace-unknown',
      'not-a-person',
    ] as const
  ).map((fault) => ({ kind: 'account', fault }) as const),
  { kind: 'look-up-failed', said: 'ECONNRESET_1' },
  { kind: 'earlier-approver', by },
  { kind: 'version', seen: 1, now: 2 },
  ...(['no-inventory', 'approvers', 'basis'] as const).map(
    (kind) => ({ kind: 'fleet', change: { kind } }) as const,
  ),
  { kind: 'fleet', change: { kind: 'hosts', hosts: [host] } },
  { kind: 'fleet', change: { kind: 'rebooted', hosts: [host] } },
  ...(['running', 'paused', 'halted', 'stopping', 'ended', 'awaiting-approval'] as const).map(
    (phase) => ({ kind: 'phase', phase, failed: [host] }) as const,
  ),
  ...(
    [
      'all-taken-out',
      'none-can-go',
      'none-taken-out',
      'plan-faulty',
      'planned-again-once',
      'host-skipped',
      'nothing-to-decide',
      'no-such-campaign',
    ] as const
  ).map((kind) => ({ kind }) as const),
];

describe('in Slack, Korean has no English sentence in it:', () => {
  it('the scan finds one', () => {
    expect(englishIn('보류: nothing is there (`web one`, c-12)')).toEqual(['nothing', 'is', 'there']);
    expect(englishIn('서버 `web one` 재부팅, <!date^1^{time}|Dec 5> systemd')).toEqual([]);
  });

  it('cards in every phase, with every hold', () => {
    const campaigns: readonly Campaign[] = [
      sampleCampaign(),
      ...phases.map((phase) => ({ ...runningCampaign(), phase })),
      ...causes.map((cause) => haltedCampaign({ kind: 'check-failed', detail: 'in English', cause })),
    ];
    for (const campaign of campaigns) {
      expectKorean(campaign.phase.kind, renderCampaignCard(campaign, ko, [], at));
      const hosts = [...campaign.hosts.values()];
      const servers = new Map(hosts.map(({ step }) => [step.host, [step.host, host]]));
      const share = { campaign, slack: 'U0', hosts, servers, outlook: { now: at, startableAt: at } };
      expectKorean('owner', renderOwnerCard(share, null, ko));
    }
    for (const rebooted of [[host], [...sampleCampaign().hosts.keys()]])
      expectKorean('rebooted', renderCampaignCard(sampleCampaign(), ko, [], at, rebooted));
    for (const hold of holds) expectKorean(hold.kind, renderCampaignCard(runningCampaign(), ko, [hold], at));
  });

  it('notes of every event, and the report of the end', () => {
    for (const event of Object.values(sampleEvents)) {
      const cause = { kind: 'account', fault: 'deactivated' } as const;
      const told = event.kind === 'approval-lapsed' ? { ...event, cause } : event;
      expectKorean(event.kind, renderCampaignNote(runningCampaign(), { at, event: told }, ko));
    }
    expectKorean('closing', renderClosingReport(sampleClosing, ko));
  });

  it('forms', () => {
    const campaign = sampleCampaign();
    const { plan } = campaign.document;
    expectKorean('deny', renderDenyModal('{}', ko));
    expectKorean('notice', renderDenyNotice(ko.feedback.failed, ko));
    expectKorean(
      'edit',
      renderEditModal(plan, { metadata: '{}', chosen: new Set(), gone: new Set([host]) }, ko),
    );
    expectKorean('preview', renderEditPreview({ metadata: '{}', version: 2, diff: sampleDiff }, ko));
    const rows = waits.map((why) => ({ host, kind: 'left-out', why }) as const);
    const bases = [null, ...(['host', 'model', 'service'] as const).map((kind) => ({ kind, reboots: 7 }))];
    const planned = plan.steps.map(
      (step, index) =>
        ({
          host: step.host,
          kind: 'planned',
          wave: 1,
          waits: [],
          lengthBy: bases[index % 4] ?? null,
        }) as const,
    );
    const document = { ...campaign.document, report: { hosts: [...planned, ...rows] } };
    for (const page of [1, 2])
      expectKorean(
        'details',
        renderDetailsModal({ ...campaign, document }, { metadata: '{}', page, rebooted: [host] }, ko),
      );
  });

  it('why a host waits, and why a click was refused', () => {
    for (const wait of waits) expectKorean(wait.kind, { text: waitWords(wait, ko) });
    for (const why of [...Object.keys(ko.feedback.refused), 'something-new'])
      for (const cause of decisions)
        expectKorean(cause.kind, { text: refusedText({ why, detail: 'in English', cause }, ko) });
  });

  it('incidents, their notes, and notes to owners', () => {
    for (const report of [openReport, closedReport]) {
      expectKorean('incident', renderIncident(report, ko));
      for (const { event } of report.incident.events)
        expectKorean(
          event.kind,
          renderIncidentNote({ report, events: [event], newOwners: report.owners }, ko),
        );
    }
    for (const event of [sampleEpisodeEvents['host-lost'], sampleEpisodeEvents['host-rebooted']]) {
      const note = replayHostNote([{ at, event }]);
      if (note !== null) expectKorean(event.kind, renderHostNote(note, sampleHits, ko));
    }
  });

  it('the digest, the audit, and Home', () => {
    expectKorean('digest', renderDailyDigest(sampleDigest, ko, { language: 'ko', picture: null }));
    expectKorean('audit', renderPlacementAudit(sampleAuditNews(), ko, 'ko'));
    const home = buildHome({
      ...questionWorld({ fleet }),
      fleet,
      campaigns: [sampleCampaign(), runningCampaign()],
      cards: new Map(),
      chatIds: [],
    });
    const reader = { person: by, notice: null, linkTo: () => 'https://x.example/' };
    expectKorean('home', renderHome(home, reader, ko));
  });

  it('what chaos mode drew, reminders, replaced cards, waivers, and what a new inventory changes', () => {
    const worst = [{ service: 'web' as ServiceId, up: 2, instances: 3, minAvailable: 2, touched: 1 }];
    const drawnAt = { openingAt: at, at, leash: 'report', campaign: null, seed: 'k3j9' } as const;
    const urn = [{ host, tickets: 30 }];
    const draw: ChaosDraw = { ...drawnAt, host, uptimeMs: 90 * DAY_MS, expectedMs: 600_000, worst, urn };
    expectKorean('draw', renderChaosDraw(draw, ko));
    const template = '{date} 기준 서버 {hosts}대 중 {overdue}대 기한 초과, 승인 대기 {awaiting}건';
    const counts = { hosts: 60, up: 60, overdue: 3, due_soon: 2, awaiting: 1, running: 0, findings: 4 };
    const values = { forAt: at, timeZone: 'Asia/Seoul', ...counts };
    expectKorean('reminder', renderReminder({ name: 'monday-1', template, values }, ko, 'ko'));
    const edited = {
      ...sampleCampaign(),
      edits: [{ version: 2, by, at, diff: sampleDiff, fromCampaignVersion: 2 }],
    };
    for (const link of [null, 'https://x.example/'])
      expectKorean('replaced', renderReplacedCard(edited, 1, link, ko));
    const waived = { code: 'all-in-one-domain', subject: 'service:db-proxy' };
    expectKorean('waive', renderWaiveModal(waived, { metadata: '', now: at }, ko));
    const reasons = ['fleet.yaml:12:3: unknown rack, found "r99", expected one of r11, r12'];
    expectKorean('refused inventory', renderInventoryNote({ kind: 'refused', reasons }, ko));
    expectKorean(
      'inventory',
      renderInventoryNote({ kind: 'reloaded', changes: ['hosts web-01: removed'] }, ko),
    );
  });

  it('the fleet is stopped already, and by what', () => {
    const flags = [
      { kind: 'set', cause: { kind: 'stop-switch' }, why: 'stopped from chat (slack:T0/U0ANN)' },
      { kind: 'set', cause: blind, why: 'in English' },
      { kind: 'unknown', why: 'in English', cause: { kind: 'not-all-seen' } },
    ] as const;
    for (const already of flags) {
      const body = { kind: 'stop-fleet', open: [], inFlight: 0, already } as const;
      const answer = { body, assumed: [], asOf: at };
      expectKorean(already.kind, renderAnswer(answer, ko, { command: '/stagger' }).message);
    }
  });

  it('answers', () => {
    const asked = [
      'help',
      'overdue',
      'due',
      'next',
      'campaigns',
      'rebooted 7d',
      'added 7d',
      'what if rack:r12',
      'rack r12',
      'web-01',
      'owner web-01',
      'stop',
      'nonsense-1',
    ];
    const flags = [{ kind: 'unknown', why: 'in English', cause: { kind: 'not-all-seen' } }] as const;
    const world = questionWorld({ fleet, flags, campaigns: [runningCampaign()] });
    for (const text of asked) {
      const parsed = parseQuestion(text, nearestName);
      const answer =
        parsed.kind === 'question'
          ? answerQuestion(parsed.question, world)
          : ({ body: parsed, assumed: [], asOf: at } as const);
      expectKorean(text, renderAnswer(answer, ko, { command: '/stagger' }).message);
    }
  });
});
