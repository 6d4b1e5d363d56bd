// `stagger run`: the daemon in the foreground, for systemd or a terminal.

import { Option, type Command } from 'commander';
import { createInventoryWatch } from '../app/inventory-watch.ts';
import { listenToSignals } from '../app/signals.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { createPinoLog } from '../adapters/pino/pino-log.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';

type RunOptions = InventoryOption & { readonly logLevel: 'debug' | 'info' | 'warn' | 'error' };

export function addRunCommand(program: Command): void {
  withInventory(program.command('run'))
    .description('run the daemon in the foreground; SIGHUP or a changed file reloads the inventory')
    .addOption(
      new Option('--log-level <level>', 'how much is logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action((options: RunOptions) => run(options));
}

async function run(options: RunOptions): Promise<void> {
  const signals = listenToSignals(process);
  const inventory = await openInventory(options);
  // Only the daemon needs what it brings: other commands, and completion at each TAB, start without it.
  const { startService } = await import('../app/service.ts');
  const log = createPinoLog(options.logLevel);
  // Stopped before it had begun: nothing was opened.
  if (signals.isStopped()) process.exit(0);
  const service = await startService(inventory, log, { isStopped: signals.isStopped });
  if (service === null) {
    log.info('stopped while it started; nothing was begun');
    process.exit(0);
  }
  const watch = createInventoryWatch({
    directory: options.inventory,
    inForce: inventory,
    daemon: service.daemon,
    clock: createSystemClock(),
    log,
  });
  signals.onReload(() => void watch.reload());
  const watching = watch.run();
  await signals.stopped;
  log.info('stopping');
  watch.stop();
  await watching;
  await service.stop();
  // Sockets of Slack's client may linger; everything that matters is on disk.
  process.exit(0);
}
