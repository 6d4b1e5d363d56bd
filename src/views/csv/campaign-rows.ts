// Campaigns, and one of them host by host, as tables for spreadsheets.

import { MINUTE_MS, type Instant } from '../../core/brand.ts';
import { progressOf } from '../../core/campaign/progress.ts';
import { campaignSpan } from '../../core/campaign/span.ts';
import type { Campaign, HostStage } from '../../core/campaign/state.ts';
import { campaignSummary } from '../../core/campaign/summary.ts';
import { driftText } from '../../core/drift/drift.ts';
import { csvInstant, type CsvTable } from './csv-text.ts';

/** Lengths are whole minutes. */
export function campaignsTable(campaigns: readonly Campaign[], now: Instant): CsvTable {
  return {
    header: [
      'campaign',
      'phase',
      'ended_as',
      'done',
      'failed',
      'skipped',
      'drifted',
      'total',
      'proposed_at',
      'began_at',
      'ended_at',
      'took_minutes',
      'requested_by',
    ],
    rows: campaigns.map((campaign) => {
      const { id, phase, proposedAt, requestedBy } = campaign;
      const { done, total, drifted } = campaignSummary(campaign);
      const { failed, skipped } = progressOf(campaign);
      const span = campaignSpan(campaign, now);
      const ran = span === null || span.kind === 'planned' ? null : span;
      return [
        id,
        phase.kind,
        phase.kind === 'ended' ? phase.as.kind : null,
        done,
        failed.length,
        skipped.length,
        drifted,
        total,
        csvInstant(proposedAt),
        csvInstant(ran?.fromAt ?? null),
        csvInstant(phase.kind === 'ended' ? phase.at : null),
        ran === null
          ? null
          : Math.round(((ran.kind === 'past' ? ran.untilAt : now) - ran.fromAt) / MINUTE_MS),
        requestedBy,
      ];
    }),
  };
}

export function campaignTable({ hosts }: Campaign): CsvTable {
  return {
    header: [
      'host',
      'wave',
      'stage',
      'reason',
      'expected_start_at',
      'started_at',
      'ended_at',
      'detail',
      'drift',
    ],
    rows: [...hosts].map(([host, { step, stage, startedAt, drift }]) => [
      host,
      step.wave,
      stage.kind,
      step.reason,
      csvInstant(step.expectedStartAt),
      csvInstant(startedAt),
      csvInstant('at' in stage ? stage.at : null),
      detailOf(stage),
      drift === null ? null : driftText(drift),
    ]),
  };
}

function detailOf(stage: HostStage): string | null {
  if (stage.kind === 'failed') return `${stage.failure.kind}: ${stage.failure.detail}`;
  return stage.kind === 'skipped' ? stage.why.kind : null;
}
