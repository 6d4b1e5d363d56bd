// Who approves the reboot of a hypervisor reads which guests are drained with it, and which go down with it undrained: on
// the card, aloud, and in full in the details.
import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { detailsText } from '../../../src/views/slack/plan-details.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { drainHook } from '../../fakes/campaign-scenario.ts';
import { sampleCampaign, sampleScope, sampleStep } from '../../fakes/sample-campaign.ts';

const guests = Array.from({ length: 12 }, (_, index) => `vm-${index + 1}` as HostId);
const target = { address: 'vm.example', port: 22, user: 'stagger', assumed: [] };
const stepOf = {
  undrained: (undrainedGuests: readonly HostId[]) => ({ undrainedGuests }),
  drained: (drained: readonly HostId[]) => ({
    guestDrains: drained.map((hostId) => ({ guest: { ...target, hostId }, drain: drainHook, undrain: null })),
  }),
} as const;
const planned = (undrained: readonly HostId[], manner: 'drained' | 'undrained') =>
  sampleCampaign({
    plan: {
      steps: [
        sampleStep('hv-1', 0, undrained.length === 0 ? {} : stepOf[manner](undrained)),
        sampleStep('web-01', 1, {}),
      ],
      scope: sampleScope(['hv-1', 'web-01'], []),
    },
  });

describe.each([
  ['en', 'undrained', 'Guests that go down undrained', 'with `hv-1`: `vm-'],
  ['ko', 'undrained', '드레인 없이 내려가는 게스트', '`hv-1`와(과) 함께: `vm-'],
  ['en', 'drained', 'Guests drained before they go down', 'with `hv-1`: `vm-'],
  ['ko', 'drained', '먼저 드레인하는 게스트', '`hv-1`와(과) 함께: `vm-'],
] as const)('guests, in %s, that go down %s', (language, manner, label, line) => {
  const text = catalogues[language];
  const card = (named: readonly HostId[]) => renderCampaignCard(planned(named, manner), text);

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
    const details = detailsText(planned(guests, manner), [], text);
    expect(details).toContain(label);
    for (const guest of guests) expect(details).toContain(guest);
  });

  it('may take longer than the whole reboot is expected to take: that is said of drained ones', () => {
    const longer = text.approval.guests.longer(text.duration(12 * 60_000), text.duration(10 * 60_000));
    expect(detailsText(planned(guests, manner), [], text).includes(longer)).toBe(manner === 'drained');
    expect(card(guests).text.includes(longer)).toBe(manner === 'drained');
    const few = text.approval.guests.longer(text.duration(10 * 60_000), text.duration(10 * 60_000));
    expect(detailsText(planned(guests.slice(0, 10), manner), [], text)).not.toContain(few);
  });

  it('are not spoken of where there are none, or where their hypervisor does not go any more', () => {
    expect(JSON.stringify(card([]))).not.toContain(label);
    expect(detailsText(planned([], manner), [], text)).not.toContain(label);
    expect(detailsText(planned(guests, manner), ['hv-1' as HostId], text)).not.toContain(label);
  });
});
