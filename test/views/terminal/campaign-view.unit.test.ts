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

  it('says what an ended one has left out, with its guests, and how it comes back', () => {
    const campaign = runningCampaign({ kind: 'ended', at, as: { kind: 'stopped', by } });
    const stage = { kind: 'skipped', at, why: { kind: 'by-person', by } } as const;
    const shown = (drainedGuests: readonly string[]) => {
      const hosts = new Map(
        [...campaign.hosts].map(([id, host]) => [
          id,
          id === 'web-03'
            ? { ...host, stage, drained: true, drainedGuests: drainedGuests as HostId[] }
            : host,
        ]),
      );
      const options = { now: at, timeZone: 'UTC', paper: plainPaper, rebooted: noneRebooted };
      return campaignView({ ...campaign, hosts }, options);
    };
    expect(shown([])).toMatch(/\n {2}web-03: `stagger put-back web-03` brings it back/);
    expect(shown(['vm-2', 'vm-1'])).toMatch(
      /\n {2}web-03, with its guests vm-1, vm-2: `stagger put-back web-03` brings them back/,
    );
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
