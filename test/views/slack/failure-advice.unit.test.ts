// Whoever is called at night reads who is out of service, and what each button would do about it.
import { describe, expect, it } from 'vitest';
import { renderCampaignCard } from '../../../src/views/slack/campaign-card.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { drainedHost, openScenario, type Scenario } from '../../fakes/campaign-scenario.ts';

const guest = drainedHost({ hypervisor: 'hv' });
const open = (): Scenario =>
  openScenario({ hosts: ['hv'], fleet: { hosts: { hv: drainedHost(), 'vm-a': guest, 'vm-b': guest } } });
const failed = (detail: string) => ({ kind: 'hook-failed', detail }) as const;

/** vm-b cannot be drained, and vm-a not undrained. */
function calledOff(): Scenario {
  const scenario = open();
  scenario.drivenTo('hv', 'draining');
  scenario.answerWell('hv');
  scenario.answer('hv', failed('exit 3'));
  scenario.answerWell('hv');
  scenario.answer('hv', failed('exit 4'));
  return scenario;
}

const card = (scenario: Scenario, language: 'en' | 'ko'): string => {
  const { blocks, text } = renderCampaignCard(scenario.campaign(), catalogues[language]);
  return `${text}\n${JSON.stringify(blocks)}`;
};

describe('the card of a campaign that halted', () => {
  it('where a guest could not be put back says that it alone is out, and that a retry reboots', () => {
    const scenario = calledOff();
    expect(scenario.host('hv')).toMatchObject({ drained: false, drainedGuests: ['vm-a'] });
    const en = card(scenario, 'en');
    expect(en).toContain('vm-a: exit 4 (undoing the drain after drain-failed: vm-b: exit 3)');
    expect(en).toContain('These guests of it stay out of rotation: `vm-a`.');
    expect(en).not.toContain('It stays out of rotation.');
    expect(en).toContain('To bring it back without a reboot: Stop, then Put back.');
    expect(en).toContain('It was not rebooted. It begins again: checked, drained, and then rebooted.');
    const ko = card(scenario, 'ko');
    expect(ko).toContain('다음 게스트만 서비스에서 제외된 채로 둡니다: `vm-a`');
    expect(ko).toContain('재부팅 없이 되돌리려면 중지한 뒤');
    expect(ko).toContain('처음부터 다시 합니다');
  });

  it('after the reboot says that a retry asks again, and that all stay out', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'undraining');
    scenario.answer('hv', failed('exit 4'));
    const en = card(scenario, 'en');
    expect(en).toContain('It stays out of rotation. Its guests stay out with it: `vm-a`, `vm-b`.');
    expect(en).toContain('then retry.');
    expect(en).toContain('A reboot that was already sent is not sent again blindly.');
  });

  it('where a guest did not come back names it, and how to go on with it and without it', () => {
    const scenario = open();
    scenario.drivenTo('hv', 'gating');
    scenario.answer('hv', {
      kind: 'gate-timed-out',
      detail: 'could not be asked: connection-refused: nobody listens',
    });
    const en = card(scenario, 'en');
    expect(en).toContain('is back, but a guest of it is not');
    expect(en).toMatch(/Its guest `?vm-a`? does not answer over SSH/);
    expect(en).toContain('stagger put-back hv --done-by-hand');
    scenario.control('stop');
    expect(card(scenario, 'en')).toContain('`hv` is back, but a guest of it is not: Its guest');
    const ko = card(scenario, 'ko');
    expect(ko).toContain('게스트 하나가 올라오지 않았습니다');
  });
});
