// `--watch`: the same answer again and again. On a terminal the screen is redrawn; into a file or a pipe the answers
// follow one another, so that nothing is lost.

import { createSystemClock } from '../adapters/node/system-clock.ts';
import { SECOND_MS } from '../core/brand.ts';
import type { CommandIo } from './command-io.ts';

const everyMs = 2 * SECOND_MS;

/** To the upper left, and away with what was there. */
const redraw = '\u001b[H\u001b[2J\u001b[3J';

/** Ends when `show` says so; Ctrl-C ends it, too. @param show prints once and tells whether more may follow. */
export async function watching(
  io: CommandIo,
  options: { readonly watch?: true; readonly json?: true },
  show: () => Promise<'more' | 'last'>,
): Promise<void> {
  const clock = createSystemClock();
  for (;;) {
    if (options.watch === true && options.json !== true && io.paper.columns !== null) io.out(redraw);
    if ((await show()) === 'last' || options.watch !== true) return;
    await clock.sleep(everyMs);
  }
}
