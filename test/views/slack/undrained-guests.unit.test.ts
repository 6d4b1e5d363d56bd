// Who approves the reboot of a hypervisor reads which guests go down with it undrained: on the card, aloud, and in full in
// the details.
import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { detailsText } from '../../../src/views/slack/plan-details.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { sampleCampaign, sampleScope, sampleStep } from '../../fakes/sample-campaign.ts';

const guests = Array.from({ length: 12 }, (_, index) => `vm-${index + 1}` as HostId);
const planned = (undrained: readonly HostId[]) =>
  sampleCampaign({
    plan: {
      steps: [
        sampleStep('hv-1', 0, undrained.length === 0 ? {} : { undrainedGuests: undrained }),
        sampleStep('web-01', 1, {}),
      ],
      scope: sampleScope(['hv-1', 'web-01'], []),
    },
  });

describe.each([
  ['en', 'Guests that go down undrained', 'with `hv-1`: `vm-1`'],
  ['ko', '드레인 없이 내려가는 게스트', '`hv-1`와(과) 함께: `vm-1`'],
] as const)('guests that go down undrained, in %s', (language, label, line) => {
  const text = catalogues[language];
  const card = (undrained: readonly HostId[]) => renderCampaignCard(planned(undrained), text);

  it('stand on the card above the buttons, the first of them by name', () => {
    const { blocks, text: spoken } = card(guests);
    const at = blocks.findIndex((block) => JSON.stringify(block).includes(label));
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(blocks.findIndex(({ type }) => type === 'actions'));
    expect(JSON.stringify(blocks[at])).toContain(line);
    expect(JSON.stringify(blocks[at])).toContain(text.more(4));
    expect(spoken).toContain(label);
    expect(spoken).not.toMatch(/:;|\n•/);
  });

  it('stand in the details, all of them', () => {
    const details = detailsText(planned(guests), [], text);
    expect(details).toContain(label);
    for (const guest of guests) expect(details).toContain(guest);
  });

  it('are not spoken of where there are none, or where their hypervisor does not go any more', () => {
    expect(JSON.stringify(card([]))).not.toContain(label);
    expect(detailsText(planned([]), [], text)).not.toContain(label);
    expect(detailsText(planned(guests), ['hv-1' as HostId], text)).not.toContain(label);
  });
});
