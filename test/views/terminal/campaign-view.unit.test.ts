import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import { noneRebooted } from '../../../src/core/campaign/rebooted-since.ts';
import type { CampaignPhase } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { campaignView } from '../../../src/views/terminal/campaign-view.ts';
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
    const shown = (left: 'some' | 'nothing') =>
      campaignView(sampleCampaign(), {
        now: at,
        timeZone: 'UTC',
        paper: plainPaper,
        rebooted: { hosts: ['web-03' as HostId], left },
      });
    expect(shown('some')).toContain('Rebooted since the plan was made, will be skipped:\n  web-03\n');
    expect(shown('some')).not.toContain('Nothing is left');
    expect(shown('nothing')).toContain('Nothing is left to reboot.');
  });
});
