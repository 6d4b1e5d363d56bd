// What a forecast says in one word, and what it is based on. "Fits" is said only where every host was observed and every
// one can go: a host that nobody has seen, or that nothing ever lets go, is not covered by an all-clear.

import type { Forecast } from './forecast.ts';

export type ForecastVerdict = {
  /** `begin-in-time`: fits, but only if reboots begin weeks before. `not-known`: what was observed fits, others may not. */
  readonly kind: 'fits' | 'begin-in-time' | 'not-known' | 'does-not-fit';
  /** Of `hosts`: those whose uptime is known. */
  readonly observed: number;
  readonly hosts: number;
  readonly stuck: number;
  readonly late: number;
};

/** `hosts`: how many the fleet has. */
export function forecastVerdict(forecast: Forecast, hosts: number): ForecastVerdict {
  const { weeks, warnings, stuck, unknown } = forecast;
  const late = weeks.reduce((sum, week) => sum + week.late.length, 0);
  return { kind: kindOf(), observed: hosts - unknown.length, hosts, stuck: stuck.length, late };

  function kindOf(): ForecastVerdict['kind'] {
    const isUnread = stuck.some(({ why }) => why.kind === 'freeze-unknown');
    if (isUnread) return 'not-known';
    if (late > 0 || stuck.length > 0) return 'does-not-fit';
    if (unknown.length > 0) return 'not-known';
    return warnings.length > 0 ? 'begin-in-time' : 'fits';
  }
}
