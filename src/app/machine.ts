// This process's own clock and ids: every command and the daemon take them from here.

import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { Clock } from '../ports/clock.ts';

export const clock: Clock = createSystemClock();
export const ids = createNodeIdSource();
