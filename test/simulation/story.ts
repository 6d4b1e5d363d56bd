// A broken promise told in words: what the small world is made of, what befell it, what the daemon did, and what was
// wrong with that. Short enough to be read at once.
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../../src/core/brand.ts';
import type { LogLine } from './event-log.ts';
import type { RandomScenario } from './random-scenario.ts';
import type { SimulationResult } from './simulation.ts';
import type { Promise_ } from './verdicts.ts';

const MOST_LINES = 24;

/** What a story can do without, unless it is about these very things. */
const smallSteps =
  / (host-(checked|gate-asked|gate-passed|held|system-up|drained|undrained|undrain-requested|soak-began|drain-requested|recheck-requested)|decision-refused)\b/;

const aboutMessages: ReadonlySet<Promise_> = new Set(['one-message', 'digest', 'liveness']);

export function storyOf(result: SimulationResult, promise: Promise_): readonly string[] {
  const broken = result.violations.filter((violation) => violation.promise === promise);
  const [first] = broken;
  const endAt = first?.at ?? Infinity;
  const told = result.lines.filter((line) => line.at <= endAt && matters(line, promise));
  const left = told.length - MOST_LINES;
  return [
    ...describe(result.scenario),
    ...(left > 0 ? [`… ${left} lines before that`] : []),
    ...told.slice(-MOST_LINES).map((line) => `${clockOf(line.at, result.scenario)} ${inWords(line)}`),
    ...broken
      .slice(0, 3)
      .map(({ what, at }) => `${clockOf(at, result.scenario)} BROKEN (${promise}): ${what}`),
  ];
}

function matters({ about, text }: LogLine, promise: Promise_): boolean {
  switch (about) {
    case 'world':
      return !text.endsWith('is repaired');
    case 'record':
      return !smallSteps.test(text);
    case 'host':
      return !/ (drained|undrained)$/.test(text) || promise === 'done-means-serving';
    case 'message':
      return aboutMessages.has(promise);
    case 'error':
      return false;
  }
}

/** `c1/7 host-reboot-requested h12 (attempt 1)` becomes `c1 writes down: h12 reboot requested (attempt 1)`. */
function inWords({ about, text }: LogLine): string {
  if (about !== 'record') return text.replaceAll('-', about === 'host' ? ' ' : '-');
  const [, campaign = '', kind = '', rest = ''] = /^(\S+)\/\d+ (\S+)(.*)$/.exec(text) ?? [];
  const words = kind.replace(/^(host|campaign)-/, '').replaceAll('-', ' ');
  const [, host = '', detail = ''] = /^( [^ (]\S*)?(.*)$/.exec(rest) ?? [];
  return `${campaign} writes down:${host} ${words}${detail}`;
}

function clockOf(at: Instant, { startAt }: RandomScenario): string {
  const day = Math.floor(at / DAY_MS) - Math.floor(startAt / DAY_MS) + 1;
  return `day ${day} ${new Date(at).toISOString().slice(11, 19)}Z`;
}

function describe({ fleet, plans }: RandomScenario): readonly string[] {
  const hosts = Object.entries(fleet.hosts).map(([name, host]) => {
    const below = host.hypervisor === undefined ? '' : ` on ${host.hypervisor}`;
    const zone = fleet.racks?.[host.rack ?? '']?.zone;
    return `${name}${below}${zone === undefined ? '' : ` (${host.rack} in ${zone})`}`;
  });
  const services = Object.entries(fleet.services ?? {}).map(([name, { on, budget }]) => {
    const amount = budget?.amount;
    const share = amount === undefined ? '1' : `${amount.value}${amount.kind === 'percent' ? ' %' : ''}`;
    const members = Array.isArray(on) ? (on as readonly string[]) : Object.keys(on);
    return `${name} on ${members.join(', ')} (${(budget?.kind ?? 'max-unavailable').replace('-', ' ')} ${share})`;
  });
  const [window] = Object.values(fleet.hosts).flatMap(({ windows = [] }) => windows);
  return [
    `hosts: ${hosts.join(', ')}`,
    ...(services.length === 0 ? [] : [`services: ${services.join('; ')}`]),
    ...(window === undefined
      ? []
      : [
          `window: ${window.weekdays.join(' ')} from ${clockText(window.startMinute)} for ${window.durationMinutes} min, ${window.timeZone}`,
        ]),
    ...plans.map(({ hosts: planned, inOrder }, number) => {
      const order = inOrder ? ', some after others' : '';
      return `plan ${number + 1}: ${planned.join(', ')}${order}`;
    }),
  ];
}

function clockText(minute: number): string {
  const [hours, minutes] = [Math.floor((minute * MINUTE_MS) / HOUR_MS), minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
