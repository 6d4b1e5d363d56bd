// What several sources together say about a needed reboot. None of them is believed for another.
import { expect, it } from 'vitest';
import type { RebootSignal, Tristate } from '../../../src/core/fleet/observation.ts';
import { rebootRequired } from '../../../src/core/uptime/reboot-required.ts';

const signal = (value: Tristate, source: RebootSignal['source'] = 'debian-kernel-build'): RebootSignal => ({
  source,
  value,
  detail: null,
});
const judged = (...rebootSignals: readonly RebootSignal[]): Tristate => rebootRequired({ rebootSignals });

it('D44: a source that failed is no answer', () => {
  expect(judged()).toBe('unknown');
  expect(judged(signal('unknown'))).toBe('unknown');
  expect(judged(signal('unknown'), signal('no', 'debian-flag'))).toBe('no');
  expect(judged(signal('unknown'), signal('yes', 'debian-flag'))).toBe('yes');
});

it('D45: one source that says yes is a yes, and stays named', () => {
  const signals = [signal('no', 'rpm-installed'), signal('yes', 'debian-flag')];
  expect(judged(...signals)).toBe('yes');
  expect(signals.filter(({ value }) => value === 'yes').map(({ source }) => source)).toEqual(['debian-flag']);
});
