import { describe, expect, it } from 'vitest';
import { announcementsFor } from '../../../src/core/campaign/announcements.ts';
import type { CampaignEvent } from '../../../src/core/campaign/event.ts';
import type { Campaign, HostReboot } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { renderCampaignNote } from '../../../src/views/slack/campaign-note.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import {
  haltedCampaign,
  runningCampaign,
  sampleCampaign,
  samplePeople,
  sampleScope,
  sampleStartAt,
  sampleStep,
} from '../../fakes/sample-campaign.ts';
import { sampleEvents } from '../../fakes/sample-events.ts';

const { en, ko } = catalogues;
const note = (event: CampaignEvent, campaign = runningCampaign(), text = en): string =>
  renderCampaignNote(campaign, { at: sampleStartAt, event }, text).text;

it('mentions the owners who are wanted by their ids, and nothing that is no id', () => {
  const event = { at: 0, event: sampleEvents['host-failed'] };
  const { text } = renderCampaignNote(haltedCampaign(), event, en, ['U0WEB', 'C0SHOP', 'S0DBA', '<!here>']);
  expect(text).toContain('Owner, please look: <@U0WEB>, <#C0SHOP>, <!subteam^S0DBA>');
  expect(text).not.toContain('here');
});

describe('thread notes', () => {
  it.each([
    [sampleEvents['plan-approved'], '<@U0APPROVER> approved: 1 of 2.'],
    [{ ...sampleEvents['plan-approved'], of: 2 }, '<@U0APPROVER> approved: 2 of 2. The plan is approved.'],
    [sampleEvents['campaign-started'], 'Started: 8 hosts to reboot.'],
    [sampleEvents['stop-requested'], '2 hosts in flight are brought to an end first.'],
    [
      sampleEvents['campaign-denied'],
      '<@U0APPROVER> denied it. 2 hosts in flight are brought to an end first.\n> Reason: release day',
    ],
    [sampleEvents['host-skipped'], '`web-03` is skipped by <@U0APPROVER>.'],
    [sampleEvents['host-retry-requested'], '<@U0APPROVER> retries `web-03`.'],
    [sampleEvents['campaign-ended'], '2 of 8 done, 2 in flight, 4 waiting.'],
  ])('%j', (event, words) => {
    expect(note(event)).toContain(words);
  });

  it('of a failed host says what happened, what to do and that the campaign is halted', () => {
    const text = note(sampleEvents['host-failed'], haltedCampaign());
    expect(text).toContain('`web-03` did not come back.');
    expect(text).toContain('no answer on port 22');
    expect(text).toContain('Look at its console or power.');
    expect(text).toContain('The campaign is halted');
    expect(note(sampleEvents['host-failed'], runningCampaign())).not.toContain('halted');
  });

  it('of a milestone says how many, how long and whether anything is missing', () => {
    const steps = ['a', 'b', 'c', 'd'].map((host, index) => sampleStep(host, index));
    const doneAt = (minutes: number) => ({ kind: 'done', at: sampleStartAt + minutes * 60_000 }) as const;
    const zones = sampleCampaign({
      phase: { kind: 'running' },
      plan: { steps, scope: sampleScope(['a', 'b', 'c', 'd'], []) },
      stages: { a: doneAt(10), c: doneAt(70) },
    });
    const compared = (drift: HostReboot['drift']): Campaign => ({
      ...zones,
      hosts: new Map([...zones.hosts].map(([id, host]) => [id, { ...host, drift }])),
    });
    const event: CampaignEvent = { kind: 'host-done', host: 'c' as HostId };
    expect(note(event, compared([]))).toBe('Zone `icn1-a` finished: 2 of 2 done, 1 h 10 min, no drift.');
    const missing = [{ kind: 'mounts', severity: 'warn', what: '/data' }] as const;
    expect(note(event, compared(missing))).toContain('1 h 10 min, drift on 2 hosts.');
    expect(note(event, compared(null), ko)).toBe('존 `icn1-a` 완료: 2대 중 2대 완료, 1시간 10분.');
  });

  it('of a denial has the reason, escaped, and no counters', () => {
    const event: CampaignEvent = {
      kind: 'campaign-ended',
      as: { kind: 'denied', by: samplePeople.approver, reason: 'no <!channel>' },
    };
    const text = note(event, sampleCampaign());
    expect(text).toContain('no &lt;!channel&gt;');
    expect(text).not.toContain('0 of 8');
  });

  it('exists for every event, in both languages, and is short', () => {
    for (const event of Object.values(sampleEvents))
      for (const text of [en, ko]) {
        const { text: spoken, blocks } = renderCampaignNote(haltedCampaign(), { at: 0, event }, text);
        expect(spoken.length).toBeGreaterThan(3);
        expect(JSON.stringify(blocks).length).toBeLessThan(2_000);
        const recorded = text === en ? 'Recorded' : '기록됨';
        if (announcementsFor(event) === 'card-and-note') expect(spoken).not.toContain(recorded);
      }
  });
});
