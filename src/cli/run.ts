// `stagger run`: the daemon in the foreground, for systemd or a terminal.

import type { Command } from 'commander';
import { startDaemon } from '../app.ts';
import { createPinoLog } from '../adapters/pino/pino-log.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';

type RunOptions = InventoryOption & { readonly logLevel: 'debug' | 'info' | 'warn' | 'error' };

export function addRunCommand(program: Command): void {
  withInventory(program.command('run'))
    .description('run the daemon in the foreground')
    .option('--log-level <level>', 'debug, info, warn or error', 'info')
    .action((options: RunOptions) => run(options));
}

async function run(options: RunOptions): Promise<void> {
  const inventory = await openInventory(options);
  const log = createPinoLog(options.logLevel);
  const daemon = await startDaemon(inventory, log);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  log.info('stopping');
  await daemon.stop();
  // Sockets of Slack's client may linger; everything that matters is on disk.
  process.exit(0);
}
