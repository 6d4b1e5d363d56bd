import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import type { CampaignPhase } from '../../../src/core/campaign/state.ts';
import { campaignView } from '../../../src/views/terminal/campaign-view.ts';
import { runningCampaign, samplePeople, sampleStartAt } from '../../fakes/sample-campaign.ts';
import { plainPaper } from '../../fakes/run-command.ts';

const at = sampleStartAt + HOUR_MS;
const by = samplePeople.approver;
const phaseLine = (phase: CampaignPhase): string =>
  campaignView(runningCampaign(phase), { now: at, timeZone: 'UTC', paper: plainPaper })
    .split('\n')
    .find((line) => line.startsWith('phase')) ?? '';

describe('a campaign in the terminal', () => {
  it.each([
    [
      'in mid-run',
      { kind: 'stopping', by, at, denial: 'release\u001b[2J day', was: null },
      /stopping, denied by slack:\S+ at /,
    ],
    [
      'at its end',
      { kind: 'ended', at, as: { kind: 'denied', by, reason: 'release\u001b[2J day' } },
      /denied by slack:\S+: /,
    ],
  ] satisfies [string, CampaignPhase, RegExp][])('says who denied it and why, %s', (_when, phase, words) => {
    const line = phaseLine(phase);
    expect(line).toMatch(words);
    expect(line).toContain('release');
    expect(line).not.toContain('\u001b');
  });
});
