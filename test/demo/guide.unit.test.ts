// The guide follows what was done, in whatever order; what nobody answered was not done.
import { describe, expect, it } from 'vitest';
import { deedInJournal, deedOnPage, guideHint, guideSteps, type Deed } from '../../src/demo/guide.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';

const states = (...deeds: readonly Deed[]): string =>
  guideSteps(new Set(deeds))
    .map(({ id, state }) => `${id} ${state}`)
    .join(', ');

describe('the guide', () => {
  it('begins with a look at the plan', () => {
    expect(states()).toBe('look now, approve later, watch later, pause later, trouble later, ask later');
  });

  it('goes on where the next step is that is not done', () => {
    expect(states('looked', 'approved', 'asked')).toBe(
      'look done, approve done, watch now, pause later, trouble later, ask done',
    );
  });

  it('passes over what is too late', () => {
    expect(states('approved', 'rebooted', 'ended')).toBe(
      'look passed, approve done, watch done, pause passed, trouble now, ask later',
    );
  });

  it('asks for a plan to be approved after one that ended without', () => {
    expect(states('looked', 'ended')).toContain('approve now');
  });

  it('is not content with a pause: servers wait for somebody to resume', () => {
    expect(states('looked', 'approved', 'rebooted', 'paused')).toContain('pause now');
    expect(states('looked', 'approved', 'rebooted', 'paused', 'resumed')).toContain('pause done');
    expect(states('looked', 'approved', 'rebooted', 'stopped', 'ended')).toContain('pause done');
  });

  it('is over when everything is done', () => {
    expect(states('looked', 'approved', 'rebooted', 'resumed', 'troubled', 'asked')).not.toContain('now');
  });
});

describe('what the next step needs besides', () => {
  const phases = {
    'plan waits': ['awaiting-approval'],
    runs: ['running'],
    'runs beside a plan': ['awaiting-approval', 'running'],
    paused: ['paused'],
    halted: ['halted', 'ended'],
    over: ['ended'],
    begins: [],
  } as const;
  it.each([
    ['look', 'plan waits', null],
    ['look', 'over', 'no-plan'],
    ['look', 'begins', null],
    ['approve', 'plan waits', null],
    ['approve', 'over', 'no-plan'],
    // Paused, halted or stopped before the first server was back.
    ['watch', 'runs', null],
    ['watch', 'paused', 'paused'],
    ['watch', 'halted', 'halted'],
    ['watch', 'over', 'no-plan'],
    ['watch', 'plan waits', 'approve-first'],
    ['watch', 'runs beside a plan', null],
    ['pause', 'halted', 'halted'],
    ['pause', 'paused', 'paused'],
    ['trouble', 'over', null],
    [null, 'over', null],
  ] as const)('%s, %s', (next, when, hint) => {
    expect(guideHint(next, { phases: phases[when], incidents: 0 })).toBe(hint);
  });

  it('says why nothing moves where the power loss came first', () => {
    expect(guideHint('watch', { phases: ['running'], incidents: 1 })).toBe('held');
    // Pausing works all the same.
    expect(guideHint('pause', { phases: ['running'], incidents: 1 })).toBeNull();
  });
});

describe('what counts', () => {
  const by = 'slack:T0/U0' as PersonId;
  it('is what the journal has', () => {
    expect(deedInJournal({ event: { kind: 'campaign-paused', by } })).toBe('paused');
    const refused = {
      kind: 'decision-refused',
      by,
      wanted: 'approve',
      why: 'not-approver',
      detail: '',
    } as const;
    expect(deedInJournal({ event: refused })).toBeNull();
  });

  it('is what Stagger answered', () => {
    const details = { kind: 'pressed', actionId: 'stagger.details', answered: true } as const;
    expect(deedOnPage(details)).toBe('looked');
    expect(deedOnPage({ ...details, answered: false })).toBeNull();
    expect(deedOnPage({ ...details, actionId: 'stagger.deny' })).toBeNull();
    expect(deedOnPage({ kind: 'asked', answered: true })).toBe('asked');
  });
});
