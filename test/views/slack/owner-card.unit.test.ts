// To an owner: their own hosts, what stands out first, and the way to the campaign.
import { expect, it } from 'vitest';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import { renderOwnerCard } from '../../../src/views/slack/owner-card.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { haltedCampaign, runningCampaign } from '../../fakes/sample-campaign.ts';

const { en, ko } = catalogues;
const theirs = (campaign: Campaign, slack = 'C0STORE01') => ({
  campaign,
  slack,
  hosts: [...campaign.hosts.values()].filter(
    ({ step }) => step.host.startsWith('web') || step.host === 'batch-01',
  ),
});
const lines = (text: string): readonly string[] => text.replaceAll(/<!date[^>]*>/g, 'DATE').split('\n');

it('says which of theirs, when, and how each stands', () => {
  expect(lines(renderOwnerCard(theirs(runningCampaign()), null, en).text)).toEqual([
    'Reboots of your servers: 2 of 4 done',
    '• `web-03`: in flight since DATE',
    '• `batch-01`: expected DATE',
    '• `web-01`: done DATE',
    '• `web-02`: done DATE',
    'Campaign `c-20261205`. This message is kept up to date.',
  ]);
});

it('of a halted campaign says so, and what failed first', () => {
  const { text } = renderOwnerCard(theirs(haltedCampaign()), 'https://w.example/archives/C1/p1', ko);
  expect(lines(text).slice(0, 3)).toEqual([
    '담당 서버 재부팅: 4대 중 2대 완료',
    '작업을 멈췄습니다. 누군가 결정할 때까지 더 시작하지 않습니다.',
    '• `web-03`: 다시 올라오지 않았습니다. no answer on port 22 for 15 min after the old boot went down',
  ]);
  expect(text).toContain('<https://w.example/archives/C1/p1|c-20261205>');
});

it('mentions a user group, because it cannot be written to', () => {
  expect(renderOwnerCard(theirs(runningCampaign(), 'S0DBATEAM'), null, en).text).toMatch(
    /^<!subteam\^S0DBATEAM> /,
  );
  expect(renderOwnerCard(theirs(runningCampaign(), 'U0OWNER'), null, en).text).not.toContain('U0OWNER');
});
