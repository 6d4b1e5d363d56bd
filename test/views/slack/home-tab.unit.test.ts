import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { CampaignId, PersonId } from '../../../src/core/fleet/ids.ts';
import { buildHome, type HomeView } from '../../../src/core/home/home-view.ts';
import { viewProblems } from '../../../src/demo/workspace/block-rules.ts';
import type { JsonObject } from '../../../src/demo/workspace/json.ts';
import { renderClosedHome, renderHome, type HomeReader } from '../../../src/views/slack/home-tab.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { hugeFleet, hugeHosts } from '../../fakes/huge-fleet.ts';
import { questionWorld, seen } from '../../fakes/question-world.ts';
import { hugeCampaign, runningCampaign, sampleCampaign, samplePeople } from '../../fakes/sample-campaign.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';

const reader: HomeReader = {
  person: 'slack:T0/U0SOMEBODY' as PersonId,
  notice: null,
  linkTo: ({ channel, ts }) => `https://x.example/archives/${channel}/p${ts}`,
};

const owned = (): ReturnType<typeof sampleFleet> => {
  const fleet = sampleFleet();
  const ids = [...fleet.services.values()].flatMap(({ owner }) => owner ?? []);
  const owners = new Map(ids.map((id) => [id, { id, slack: 'S0TEAM', approvals: null }]));
  return { ...fleet, owners };
};

const home = (given: Partial<Parameters<typeof buildHome>[0]> = {}): HomeView => {
  const fleet = given.fleet ?? owned();
  return buildHome({
    ...questionWorld({ fleet }),
    fleet,
    snapshot: seen(fleet, { uptimes: { 'web-01': 300 * DAY_MS, 'web-02': 200 * DAY_MS }, down: ['web-03'] }),
    campaigns: [sampleCampaign(), runningCampaign()],
    cards: new Map([[sampleCampaign().id, { channel: 'C0', ts: '1.2' }]]),
    chatIds: [],
    ...given,
  });
};

const shown = (view: HomeView, given: Partial<HomeReader> = {}): string =>
  JSON.stringify(renderHome(view, { ...reader, ...given }, catalogues.en));

describe('a Home', () => {
  it('shows what waits with its risk, a link to the card and a button that carries the digest', () => {
    const { id, document } = sampleCampaign();
    const text = shown(home());
    expect(text).toContain(`\`${id}\`: reboot of`);
    expect(text).toContain('At the worst moment');
    expect(text).toContain('https://x.example/archives/C0/p1.2');
    expect(text).toContain(`"value":"${id}|${document.plan.version}|${document.digest}"`);
  });

  it('does not offer a second approval', () => {
    const approved = { ...sampleCampaign(), approvals: [{ by: reader.person, at: 1, meets: [] }] } as never;
    const text = shown(home({ campaigns: [approved] }));
    expect(text).toContain('You have approved it.');
    expect(text).not.toContain('home-approve');
  });

  it('says what became of a click', () => {
    expect(shown(home(), { notice: 'Your approval is recorded.' })).toContain('Your approval is recorded.');
  });

  it('shows the oldest first, and the reader’s own services by user or group', () => {
    const text = shown(home());
    expect(text.indexOf('web-01')).toBeLessThan(text.indexOf('web-02'));
    expect(text).toContain('No team of the inventory names you.');
    const view = home({ chatIds: ['U0SOMEBODY', 'S0TEAM'] });
    expect(view.mine?.owners.length).toBeGreaterThan(0);
    expect(shown(view)).toContain('My services');
  });

  it.each(['en', 'ko'] as const)('at its largest fits in %s, and no name mentions anybody', (language) => {
    const fleet = hugeFleet();
    const waiting = hugeCampaign();
    const view = home({
      fleet,
      snapshot: seen(fleet, { uptimes: Object.fromEntries(hugeHosts.map((host) => [host, 900 * DAY_MS])) }),
      campaigns: [
        ...Array.from({ length: 40 }, (_, index) => ({ ...waiting, id: `w${index}` as CampaignId })),
        ...Array.from({ length: 40 }, (_, index) => ({
          ...runningCampaign(),
          id: `${'r'.repeat(60)}${index}` as CampaignId,
        })),
      ],
      chatIds: ['C0TEAM'],
    });
    const rendered = renderHome(
      view,
      { ...reader, person: samplePeople.approver, notice: 'x'.repeat(3_000) },
      catalogues[language],
    );
    expect(viewProblems(rendered as unknown as JsonObject)).toEqual([]);
    expect(viewProblems(renderClosedHome(catalogues[language]) as unknown as JsonObject)).toEqual([]);
    expect(rendered.blocks.length).toBeLessThanOrEqual(45);
    expect(JSON.stringify(rendered).length).toBeLessThan(60_000);
    const marked = rendered.blocks.filter(({ type }) => type === 'section' || type === 'context');
    expect(JSON.stringify(marked)).not.toMatch(/<!(channel|here|everyone)/);
  });
});
