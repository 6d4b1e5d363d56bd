// To an owner: their own hosts, what stands out first, and the way to the campaign.
import { expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/core/brand.ts';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { renderOwnerCard } from '../../../src/views/slack/owner-card.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { haltedCampaign, runningCampaign, sampleStartAt } from '../../fakes/sample-campaign.ts';

const { en, ko } = catalogues;
const theirs = (campaign: Campaign, slack = 'C0STORE01') => {
  const hosts = [...campaign.hosts.values()].filter(
    ({ step }) => step.host.startsWith('web') || step.host === 'batch-01',
  );
  return {
    campaign,
    slack,
    outlook: { now: sampleStartAt, startableAt: sampleStartAt },
    hosts,
    servers: new Map(hosts.map(({ step }) => [step.host, [step.host]] as const)),
  };
};
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

it('counts and names guests of theirs that go down with somebody else’s hypervisor', () => {
  const share = theirs(runningCampaign());
  const guests = ['store-01', 'store-02'] as HostId[];
  const [done] = share.hosts;
  if (done === undefined) throw new Error('no hosts');
  const servers = new Map<HostId, readonly HostId[]>([...share.servers, [done.step.host, guests]]);
  const [title, ...rest] = lines(renderOwnerCard({ ...share, servers }, null, en).text);
  expect(title).toBe('Reboots of your servers: 3 of 5 done');
  expect(rest).toContain('• `web-01`: done DATE (your guests on it go down with it: `store-01`, `store-02`)');
  expect(renderOwnerCard({ ...share, servers }, null, ko).text).toContain(
    '함께 내려가는 담당 게스트: `store-01`, `store-02`',
  );
});

it('of a halted campaign says so, and what failed first', () => {
  const { text } = renderOwnerCard(theirs(haltedCampaign()), 'https://w.example/archives/C1/p1', ko);
  expect(lines(text).slice(0, 3)).toEqual([
    '담당 서버 재부팅: 4대 중 2대 완료',
    '작업을 멈췄습니다. 누군가 결정할 때까지 더 시작하지 않습니다.',
    '• `web-03`: 다시 올라오지 않았습니다. “no answer on port 22 for 15 min after the old boot went down”',
  ]);
  expect(text).toContain('<https://w.example/archives/C1/p1|c-20261205>');
});

it('mentions a user group, because it cannot be written to', () => {
  expect(renderOwnerCard(theirs(runningCampaign(), 'S0DBATEAM'), null, en).text).toMatch(
    /^<!subteam\^S0DBATEAM> /,
  );
  expect(renderOwnerCard(theirs(runningCampaign(), 'U0OWNER'), null, en).text).not.toContain('U0OWNER');
});

it('expects nothing in the past: a host whose time has passed is next when a slot is free', () => {
  const now = sampleStartAt + 5 * HOUR_MS;
  const late = { ...theirs(runningCampaign()), outlook: { now, startableAt: now } };
  const [next] = [...late.campaign.hosts.values()].filter(({ step }) => step.host === 'db-proxy-02');
  if (next === undefined) throw new Error('no such host');
  const first = { ...late, hosts: [next], servers: new Map([[next.step.host, [next.step.host]]]) };
  expect(lines(renderOwnerCard(first, null, en).text)).toContain(
    '• `db-proxy-02`: next, when a slot is free',
  );
  expect(lines(renderOwnerCard(first, null, ko).text)).toContain(
    '• `db-proxy-02`: 다음 차례, 자리가 나는 대로',
  );
  expect(renderOwnerCard(late, null, en).text).toContain(
    `\`batch-01\`: expected <!date^${now / 1_000 + 660}^`,
  );
});

it('of a held campaign expects no date, unless the calendar gives one', () => {
  const now = sampleStartAt;
  const held = { ...theirs(runningCampaign()), outlook: { now, startableAt: null } };
  expect(lines(renderOwnerCard(held, null, en).text)).toContain(
    '• `batch-01`: not before the campaign may go on',
  );
  expect(lines(renderOwnerCard(held, null, ko).text)).toContain('• `batch-01`: 보류가 풀린 뒤');
  const opensAt = sampleStartAt + 48 * HOUR_MS;
  const shut = { ...held, outlook: { now, startableAt: opensAt } };
  expect(renderOwnerCard(shut, null, en).text).toContain(
    `\`batch-01\`: expected <!date^${opensAt / 1_000 + 660}^`,
  );
});
