// A stop switch that is pulled, in one line: whom it holds, since when, who pulled it, why, and what lifts it. Whoever
// asks why nothing happens reads this first.

import type { HoldingSwitch } from '../../core/campaign/pulled-switch.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import { safeText } from './plain-table.ts';
import { instantText } from './time-text.ts';
import { namesText, sentence } from './wait-text.ts';

const MOST = 3;

/** Before what a plan or a forecast expects: it leaves switches out, because nobody knows when they are lifted. */
export function stopSwitchHead(switches: readonly HoldingSwitch[], timeZone: string): readonly string[] {
  if (switches.length === 0) return [];
  const lines = stopSwitchLines(switches, { host: null, timeZone });
  return [...lines.slice(0, -1), `${lines.at(-1)} What follows is as if nothing were stopped.`, ''];
}

/** Before the story of one host. */
export function stopSwitchLines(switches: readonly HoldingSwitch[], reader: Reader): readonly string[] {
  const more = switches.length - MOST;
  return [
    ...switches.slice(0, MOST).map((each) => stopSwitchLine(each, reader)),
    ...(more > 0 ? [`${more} more hold hosts: \`stagger stop-switch\` lists them.`] : []),
  ];
}

type Reader = {
  /** Null: whoever reads asked about many. */
  readonly host: HostId | null;
  readonly timeZone: string;
};

function stopSwitchLine(each: HoldingSwitch, reader: Reader): string {
  const held = each.hosts === null ? 'Nothing is started' : `${namesText(each.hosts)} may not start`;
  return `${held}: ${stateText(each, reader)} ${liftText(each)}`;
}

function stateText(each: HoldingSwitch, { host, timeZone }: Reader): string {
  const { kind, why, by, sinceAt } = each;
  const path = safeText(each.path);
  if (kind === 'unknown')
    return `${path} cannot be read (${why ?? 'no reason'}), and counts as a stop switch.`;
  const since = sinceAt === null ? '' : ` since ${instantText(sinceAt, timeZone)}`;
  const set = `${nameText(each, host)} is set${since} ${by === null ? `in ${path}` : `by ${safeText(by)}`}`;
  return why === null ? `${set}, and nobody wrote why.` : sentence(`${set}: ${oneLine(why)}`);
}

function nameText({ subject }: HoldingSwitch, host: HostId | null): string {
  if (subject === null) return 'the stop switch';
  const isGuest = subject.kind === 'host' && host !== null && subject.id !== host;
  return `the stop switch of ${subject.kind} ${subject.id}${isGuest ? ', which goes down with it,' : ''}`;
}

function liftText({ kind, lift }: HoldingSwitch): string {
  if (lift === null) return 'Mend its rights.';
  return kind === 'unknown' ? `Mend its rights, or \`${lift}\`.` : `\`${lift}\` lifts it.`;
}

/** Whoever made the file may have written anything into it. */
function oneLine(text: string): string {
  return safeText(text.replace(/\s+/g, ' '));
}
