// The daemon as `stagger run` starts it, but it dies at one moment: `crashing-daemon.ts INVENTORY POINT`.
import { createPinoLog } from '../../src/adapters/pino/pino-log.ts';
import { startDaemon } from '../../src/app/start-daemon.ts';
import { openInventory } from '../../src/cli/open-inventory.ts';
import { crashingAt, type CrashPoint } from './crash-point.ts';

const [inventory = '', point = ''] = process.argv.slice(2);
await startDaemon(await openInventory({ inventory }), createPinoLog('info'), {
  wrapPorts: (ports) => crashingAt(point as CrashPoint, ports),
  onTick: () => undefined,
  routes: () => [],
  isStopped: () => false,
});
