// A guest that nothing else is asked of is back once logins are allowed and its system has started.
import { expect, it } from 'vitest';
import { answersGate, judgeAnswers } from '../../../src/core/gates/answers-gate.ts';
import { testTiming } from '../../fakes/fleet-builder.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';

it.each([
  ['running', true],
  ['degraded', true],
  [null, true],
  ['starting', false],
  ['maintenance', false],
  ['stopping', false],
] as const)('systemd says %s: it is back: %s', (systemState, isBack) => {
  expect(judgeAnswers({ ...sampleFacts, nologin: false, systemState })).toEqual(
    isBack ? { kind: 'pass' } : { kind: 'fail', found: `systemd says ${systemState}` },
  );
});

it('never while logins are refused', () => {
  expect(judgeAnswers({ ...sampleFacts, nologin: true, systemState: 'running' }).kind).toBe('fail');
});

it('has the time to come back and to start its system', () => {
  const timing = { ...testTiming, comeBackWithinMs: 100_000, systemUpWithinMs: 20_000 };
  expect(answersGate(timing)).toMatchObject({ withinMs: 120_000, passes: 1 });
});
