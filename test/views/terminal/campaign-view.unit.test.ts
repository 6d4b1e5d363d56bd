import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import { campaignSummary } from '../../../src/core/campaign/summary.ts';
import { noneRebooted } from '../../../src/core/campaign/rebooted-since.ts';
import type { CampaignPhase } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { campaignJson } from '../../../src/views/json/campaign-json.ts';
import { campaignList, campaignView } from '../../../src/views/terminal/campaign-view.ts';
import { runningCampaign, sampleCampaign, samplePeople, sampleStartAt } from '../../fakes/sample-campaign.ts';
import { plainPaper } from '../../fakes/run-command.ts';

const at = sampleStartAt + HOUR_MS;
const by = samplePeople.approver;
const phaseLine = (phase: CampaignPhase): string =>
  campaignView(runningCampaign(phase), {
    now: at,
    timeZone: 'UTC',
    paper: plainPaper,
    rebooted: noneRebooted,
  })
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

  it('says which hosts of a plan that waits have rebooted since it was made', () => {
    const campaign = sampleCampaign();
    const shown = (rebooted: readonly HostId[]) =>
      campaignView(campaign, { now: at, timeZone: 'UTC', paper: plainPaper, rebooted });
    const some = shown(['web-03' as HostId]);
    expect(some).toContain(
      'An approval reboots 7 of 8 hosts.\nRebooted since the plan was made, left alone:\n  web-03\n',
    );
    expect(some).not.toContain('Nothing is left');
    const running = campaignView(runningCampaign(), {
      now: at,
      timeZone: 'UTC',
      paper: plainPaper,
      rebooted: ['batch-01' as HostId],
    });
    expect(running).toContain('Rebooted since the plan was made, left alone:\n  batch-01\n');
    expect(running).not.toContain('An approval');
    expect(shown([...campaign.hosts.keys()])).toContain(
      'Nothing is left to reboot: the plan closes by itself.',
    );
    const summary = campaignSummary(campaign, ['web-03' as HostId]);
    expect(campaignList([{ campaign, summary }], 'UTC', plainPaper)).toContain('0 of 8, 7 to reboot');
    expect(campaignJson(campaign, ['web-03' as HostId])).toMatchObject({
      toReboot: 7,
      rebootedSince: ['web-03'],
    });
  });
});
