// The daemon died, an answer was lost, came twice or came late: nothing is blindly repeated, nothing is taken for done.
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/core/brand.ts';
import type { EffectOutcome } from '../../../src/core/campaign/effect.ts';
import type { HostStage } from '../../../src/core/campaign/state.ts';
import { MAX_REBOOT_REQUESTS } from '../../../src/core/campaign/start-conditions.ts';
import { drainedHost, openScenario } from '../../fakes/campaign-scenario.ts';

const unknown: EffectOutcome = { kind: 'outcome-unknown' };
/** It waits for the new boot, and takes the request for heard: should the old boot go on, it is not sent again. */
const heard = { kind: 'confirming', accepted: true };
const lostReply: EffectOutcome = { kind: 'reboot-unknown', detail: 'the connection ended' };

describe('the daemon died with an effect under way', () => {
  const observing = [
    'checking',
    'rechecking',
    'confirming',
    'holding',
    'settling',
    'gating',
    'soaking',
  ] as const;
  const hooks = ['undraining', 'undoing'] as const;

  it.each([...observing, ...hooks])('D5, D6: while %s: it begins again, with the same deadlines', (stage) => {
    const scenario = openScenario();
    if (stage === 'undoing') {
      scenario.drivenTo('web-1', 'draining');
      scenario.answer('web-1', { kind: 'hook-failed', detail: 'exit 1' });
    } else scenario.drivenTo('web-1', stage);
    const { key, request } = scenario.awaited('web-1');
    scenario.pass(3 * DAY_MS);
    scenario.answer('web-1', unknown);
    expect(scenario.stage('web-1')).toBe(stage);
    expect(scenario.awaited('web-1').key).not.toBe(key);
    expect(scenario.request('web-1')).toEqual(request);
  });

  it('D5, D6: while draining: it begins again only where the host may still start, else it is undone', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'draining');
    const { request } = scenario.awaited('web-1');
    scenario.answer('web-1', unknown);
    expect(scenario.stage('web-1')).toBe('draining');
    expect(scenario.request('web-1')).toEqual(request);
    scenario.pass(3 * DAY_MS);
    scenario.answer('web-1', unknown);
    expect(scenario.stage('web-1')).toBe('undoing');
  });

  it('while rebooting: only a look follows, never a second request', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', unknown);
    expect(scenario.host('web-1').stage).toMatchObject({ kind: 'confirming', accepted: false });
    expect(scenario.request('web-1').kind).toBe('await-boot');
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('a request that was recorded and not sent begins with new checks, and its drain is undone', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'reboot-too-late' });
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('waiting');
    expect(scenario.host('web-1').drained).toBe(false);
    scenario.drivenTo('web-1', 'done');
  });

  it('requests that are never sent are not made for ever, and are not told as reboots that did nothing', () => {
    const scenario = openScenario();
    for (let attempt = 1; attempt <= MAX_REBOOT_REQUESTS; attempt += 1) {
      scenario.drivenTo('web-1', 'rebooting');
      scenario.answer('web-1', { kind: 'reboot-too-late' });
      scenario.answerWell('web-1');
    }
    expect(scenario.host('web-1').stage).toMatchObject({
      kind: 'failed',
      failure: { kind: 'reboot-not-sent', cause: { kind: 'requests-used', requests: MAX_REBOOT_REQUESTS } },
    });
  });

  it('a host that has a drain and no undrain is put back, and comes back, without a command', () => {
    const spec = drainedHost({ undrain: null });
    const scenario = openScenario({ fleet: { hosts: { 'web-1': spec } } });
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'reboot-too-late' });
    expect(scenario.stage('web-1')).toBe('waiting');
    scenario.drivenTo('web-1', 'done');
    expect([...scenario.events('host-undo-requested'), ...scenario.events('host-undrain-requested')]).toEqual(
      [],
    );
  });
});

describe('late and double answers', () => {
  const stages: readonly HostStage['kind'][] = ['checking', 'draining', 'rebooting', 'confirming', 'gating'];
  it.each(stages)('D39: a second answer to what was asked while %s changes nothing', (stage) => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', stage);
    const { key } = scenario.awaited('web-1');
    scenario.answerWell('web-1');
    const before = scenario.campaign();
    for (const outcome of [unknown, { kind: 'missed', failure: 'no-route', detail: '' }] as const)
      expect(scenario.answerKey('web-1', key, outcome).events).toEqual([]);
    expect(scenario.campaign()).toBe(before);
  });

  it('an answer for a host outside the plan, or to a key never asked, changes nothing', () => {
    const scenario = openScenario({ hosts: ['web-1'] });
    scenario.drivenTo('web-1', 'checking');
    expect(scenario.answerKey('web-2', 'web-2#1', unknown).events).toEqual([]);
    expect(scenario.answerKey('web-1', 'web-1#9', unknown).events).toEqual([]);
  });
});

describe('nobody knows whether the request arrived', () => {
  it('it is sent again only after the host was seen on the same boot past its time, and after new checks', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', lostReply);
    expect(scenario.requests('web-1')).toBe(1);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    expect(scenario.stage('web-1')).toBe('rechecking');
    expect(scenario.requests('web-1')).toBe(1);
    scenario.answerWell('web-1');
    expect(scenario.request('web-1')).toMatchObject({ kind: 'request-reboot', attempt: 2 });
  });

  it('an accepted request is never repeated, not even by a person', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'confirming');
    for (let retry = 0; retry < 3; retry += 1) {
      scenario.answer('web-1', { kind: 'did-not-go-down' });
      scenario.resolve('retry', 'web-1');
      expect(scenario.request('web-1').kind).toBe('await-boot');
    }
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('D42: a slow shutdown that is seen at last is brought home like any reboot', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', lostReply);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
    expect(scenario.host('web-1')).toMatchObject({ drained: true, stage: heard });
    scenario.drivenTo('web-1', 'done');
    expect(scenario.requests('web-1')).toBe(1);
  });

  it.each([
    ['is going down at last', 'stopping'],
    ['does not answer', 'missed'],
  ])('a host that %s at the second check is awaited, not put back', (_, found) => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', lostReply);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    if (found === 'missed') scenario.answer('web-1', { kind: 'missed', failure: 'no-route', detail: '' });
    else
      scenario.answer('web-1', {
        kind: 'facts',
        facts: scenario.facts('web-1', { systemState: 'stopping' }),
      });
    expect(scenario.host('web-1')).toMatchObject({ drained: true, stage: heard });
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    expect(scenario.host('web-1').stage).toMatchObject({ failure: { kind: 'did-not-go-down' } });
    expect(scenario.requests('web-1')).toBe(1);
  });

  it('a second request that cannot be sent or is refused leaves the host out of rotation', () => {
    for (const outcome of [
      { kind: 'reboot-not-sent', failure: 'no-route', detail: '' },
      { kind: 'reboot-refused', detail: 'a shutdown is in progress' },
    ] as const) {
      const scenario = openScenario();
      scenario.drivenTo('web-1', 'rebooting');
      scenario.answer('web-1', lostReply);
      scenario.answer('web-1', { kind: 'did-not-go-down' });
      scenario.answerWell('web-1');
      expect(scenario.stage('web-1')).toBe('rebooting');
      scenario.answer('web-1', outcome);
      expect(scenario.host('web-1').drained).toBe(true);
      expect(['confirming', 'failed']).toContain(scenario.stage('web-1'));
    }
  });

  it('the second request finds another boot: that boot is ours, and is proven', () => {
    const scenario = openScenario({
      fleet: { hosts: { 'web-1': drainedHost({ drain: null, undrain: null }) } },
    });
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', lostReply);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.answerWell('web-1');
    scenario.answer('web-1', { kind: 'boot-id-mismatch', found: scenario.newFacts('web-1').bootId });
    expect(scenario.host('web-1').stage).toMatchObject(heard);
  });

  it('put back after a request of unknown outcome, and then found rebooted: it goes home through the gates', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', lostReply);
    scenario.control('pause');
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('undoing');
    scenario.answerWell('web-1');
    scenario.control('resume');
    scenario.tick();
    scenario.answer('web-1', { kind: 'facts', facts: scenario.newFacts('web-1') });
    expect(scenario.stage('web-1')).toBe('confirming');
    scenario.drivenTo('web-1', 'done');
  });

  it('a look after the request is taken back to it: the new boot is measured from the request', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    const requestedAt = scenario.now();
    scenario.answer('web-1', lostReply);
    scenario.pass(10 * MINUTE_MS);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.control('pause');
    scenario.answerWell('web-1');
    scenario.answerWell('web-1');
    scenario.control('resume');
    scenario.tick();
    scenario.answer('web-1', { kind: 'missed', failure: 'no-route', detail: '' });
    const { uptimeMs = 0 } = scenario.host('web-1').before ?? {};
    expect(scenario.request('web-1')).toMatchObject({
      kind: 'await-boot',
      requestedAt,
      uptimeBeforeMs: uptimeMs - 10 * MINUTE_MS,
    });
  });

  it('D47: there is a cap on requests for one host, over everything', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    for (let request = 1; request < MAX_REBOOT_REQUESTS; request += 1) {
      scenario.answer('web-1', lostReply);
      scenario.answer('web-1', { kind: 'did-not-go-down' });
      scenario.answerWell('web-1');
      expect(scenario.stage('web-1')).toBe('rebooting');
    }
    scenario.answer('web-1', lostReply);
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    scenario.answerWell('web-1');
    expect(scenario.stage('web-1')).toBe('undoing');
    scenario.answerWell('web-1');
    expect(scenario.host('web-1').stage).toMatchObject({ failure: { kind: 'did-not-go-down' } });
    expect(scenario.requests('web-1')).toBe(MAX_REBOOT_REQUESTS);
    scenario.resolve('retry', 'web-1');
    scenario.answer('web-1', { kind: 'did-not-go-down' });
    expect(scenario.requests('web-1')).toBe(MAX_REBOOT_REQUESTS);
  });

  it('a check that fails after an earlier request is a failure like any other', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'reboot-refused', detail: 'sudo' });
    scenario.answerWell('web-1');
    scenario.resolve('retry', 'web-1');
    scenario.tick();
    scenario.answer('web-1', { kind: 'missed', failure: 'no-route', detail: '' });
    expect(scenario.stage('web-1')).toBe('failed');
    scenario.resolve('skip', 'web-1');
    expect(scenario.stage('web-1')).toBe('skipped');
  });

  it('a host that waits again after a request can be skipped', () => {
    const scenario = openScenario();
    scenario.drivenTo('web-1', 'rebooting');
    scenario.answer('web-1', { kind: 'reboot-too-late' });
    scenario.answerWell('web-1');
    scenario.resolve('skip', 'web-1');
    expect(scenario.stage('web-1')).toBe('skipped');
  });
});
