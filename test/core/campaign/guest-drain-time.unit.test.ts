// Guests are drained one after another, which may take as long as the window: what they have used counts once, and where
// the rest does not fit any more all of it is undone while there is still time for that.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/brand.ts';
import { drainedHost, openScenario, window, type Scenario } from '../../fakes/campaign-scenario.ts';
import { testTiming } from '../../fakes/fleet-builder.ts';

const guests = ['vm-a', 'vm-b', 'vm-c', 'vm-d'];

/** A hypervisor of four guests in a window of an hour, which has just opened. */
function open(expectedMinutes: number): Scenario {
  const windows = [window({ startMinute: 600, durationMinutes: 60 })];
  const timing = { ...testTiming, expectedMs: expectedMinutes * MINUTE_MS };
  const scenario = openScenario({
    hosts: ['hv'],
    fleet: {
      hosts: {
        hv: drainedHost({ windows, timing }),
        ...Object.fromEntries(guests.map((guest) => [guest, drainedHost({ hypervisor: 'hv' })])),
      },
    },
  });
  scenario.drivenTo('hv', 'draining');
  return scenario;
}

/** Each hook takes `minutes`; those that were run until the stage is another, as `vm-a`, or `hv` for its own. */
function hooks(scenario: Scenario, minutes: number): readonly string[] {
  const run: string[] = [];
  for (const { stage } = scenario; stage('hv') === 'draining'; scenario.answerWell('hv')) {
    const request = scenario.request('hv');
    if (request.kind !== 'run-hook') throw new Error(`it waits for ${request.kind}`);
    run.push(request.guest?.hostId ?? 'hv');
    scenario.pass(minutes * MINUTE_MS);
  }
  return run;
}

describe('the time that drains of guests take', () => {
  it('is a part of what the reboot is expected to take: the last look asks for the rest alone', () => {
    const scenario = open(55);
    expect(hooks(scenario, 5)).toEqual([...guests, 'hv']);
    scenario.answerWell('hv');
    expect(scenario.stage('hv')).toBe('rebooting');
  });

  it('calls the reboot off while there is time to undrain those that were drained, and people are told', () => {
    const scenario = open(10);
    expect(hooks(scenario, 16)).toEqual(['vm-a', 'vm-b']);
    expect(scenario.requests('hv')).toBe(0);
    while (scenario.stage('hv') === 'undoing') scenario.answerWell('hv');
    expect(scenario.host('hv')).toMatchObject({
      drainedGuests: [],
      stage: {
        failure: {
          kind: 'drain-failed',
          cause: { kind: 'drains-too-long', drained: 2, of: 4, passedMs: 32 * MINUTE_MS },
        },
      },
    });
  });

  it('ends with the last look at the latest', () => {
    const scenario = open(10);
    expect(hooks(scenario, 5)).toEqual([...guests, 'hv']);
    scenario.pass(10 * MINUTE_MS);
    scenario.answerWell('hv');
    expect(scenario.requests('hv')).toBe(0);
    expect(scenario.host('hv').stage).toMatchObject({ then: { failure: { kind: 'drain-failed' } } });
  });
});

describe('the time in which the daemon was down', () => {
  it.each(['draining', 'rechecking'] as const)(
    'is not held against the drains: what was %s waits for the next window',
    (stage) => {
      const scenario = open(10);
      scenario.drivenTo('hv', stage);
      scenario.pass(180 * MINUTE_MS);
      scenario.answer('hv', { kind: 'outcome-unknown' });
      if (scenario.stage('hv') === stage) scenario.answerWell('hv');
      while (scenario.stage('hv') === 'undoing') scenario.answerWell('hv');
      expect([scenario.stage('hv'), scenario.phase(), scenario.requests('hv')]).toEqual([
        'waiting',
        'running',
        0,
      ]);
    },
  );
});

describe('between two drains', () => {
  it.each([
    ['stopped', (scenario: Scenario) => scenario.control('stop')],
    [
      'held',
      (scenario: Scenario) =>
        scenario.setFlags({ kind: 'set', cause: { kind: 'stop-switch' }, why: 'incident' }),
    ],
  ])('a campaign that is %s drains nobody else and undoes what is done', (_word, hold) => {
    const scenario = open(30);
    scenario.answerWell('hv');
    hold(scenario);
    scenario.answerWell('hv');
    expect(scenario.host('hv')).toMatchObject({
      drainedGuests: ['vm-a', 'vm-b'],
      stage: { kind: 'undoing' },
    });
    scenario.answerWell('hv');
    scenario.answerWell('hv');
    expect(scenario.host('hv').drainedGuests).toEqual([]);
    expect(scenario.requests('hv')).toBe(0);
  });

  it('a guest that its own command has stopped calls nothing off', () => {
    const scenario = open(30);
    scenario.setStatus('vm-a', 'unreachable');
    expect(hooks(scenario, 1)).toEqual([...guests, 'hv']);
    scenario.answerWell('hv');
    expect(scenario.stage('hv')).toBe('rebooting');
  });
});
