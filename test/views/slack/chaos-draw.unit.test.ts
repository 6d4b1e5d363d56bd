// What people read of chaos mode: what it would have rebooted, and the card of what it asks to reboot.
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/brand.ts';
import type { ChaosDraw } from '../../../src/core/chaos/chaos-draw.ts';
import { chaosMode } from '../../../src/core/chaos/chaos-terms.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { renderChaosDraw } from '../../../src/views/slack/chaos-draw.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { chaosStage } from '../../fakes/chaos-stage.ts';
import { createMemoryStore } from '../../fakes/memory-store.ts';

const { en, ko } = catalogues;

async function drawn() {
  const stage = chaosStage(createMemoryStore());
  stage.begin();
  await stage.clock.advance(0);
  stage.end();
  const [draw] = await stage.store.chaosDraws(0);
  const [campaign] = await stage.runner.openCampaigns();
  if (draw === undefined || campaign === undefined) throw new Error('nothing was drawn');
  return { draw, campaign };
}

const told = async (): Promise<ChaosDraw> => {
  const { draw } = await drawn();
  return { ...draw, uptimeMs: 90 * DAY_MS, leash: 'report', campaign: null, seed: 'k3j9' };
};

describe('the report of a draw', () => {
  it('says that nothing is rebooted, whom it would be, by which chance, and what it would hurt', async () => {
    expect(renderChaosDraw(await told(), en).text).toBe(
      [
        'Chaos draw: nothing is rebooted',
        '`web-2` would be rebooted now. It has been up for 90 days; a reboot takes about 10 min.',
        'Drawn at random among 4 eligible hosts, with 30 of 120 tickets (one for each day up).',
        'What that would do, at the worst moment',
        '• `web`: 2 of 3 up (minimum 2)',
        'Would you have approved it? If not, the reason is worth a ticket.',
        'On this leash chaos mode only tells. With `chaos.leash: propose` in `settings.yaml` it asks for approval. · seed `k3j9`',
      ].join('\n'),
    );
  });

  it('says the same in Korean', async () => {
    const { text } = renderChaosDraw(await told(), ko);
    expect(text).toContain('카오스 추첨: 재부팅하지 않습니다');
    expect(text).toContain('대상 서버 4대 중에서 무작위로 추첨했습니다.');
  });

  it('has no button: there is nothing to decide', async () => {
    const { blocks } = renderChaosDraw(await told(), en);
    expect(blocks.filter(({ type }) => type === 'actions')).toEqual([]);
  });
});

describe('the card of a drawn plan', () => {
  it('says who asks, that it is practice, and by which chance, and is decided as any other', async () => {
    const { campaign, draw } = await drawn();
    expect(campaign.requestedBy).toBe(chaosMode);
    const card = renderCampaignCard(campaign, en, []);
    for (const part of [
      'Chaos draw: practice while somebody is looking. Nothing else asks for this reboot.',
      'Drawn at random among 4 eligible hosts, with 30 of 120 tickets',
      '1 drawn by chaos mode, as practice',
      'Asked by: Chaos mode',
      `\`${draw.host}\`, up 30 days`,
      'Chaos practice: reboot of 1 host. Waiting for approval',
    ])
      expect(card.text).toContain(part);
    expect(card.blocks.filter(({ type }) => type === 'actions')).toHaveLength(1);
    // There is nothing to take out of it.
    expect(JSON.stringify(card.blocks)).not.toContain('stagger.edit');
    expect(renderCampaignCard(campaign, ko, []).text).toContain('카오스 연습: 서버 1대 재부팅');
    expect(renderCampaignCard(campaign, ko, []).text).toContain(
      '카오스 추첨: 보는 사람이 있을 때 하는 연습입니다.',
    );
  });
});
