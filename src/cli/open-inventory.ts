// Every command begins with the inventory: loaded whole, or all its mistakes and nothing else.

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { loadInventory } from '../config/load-inventory.ts';
import { mistakeText } from '../config/mistake.ts';
import type { GoodInventory } from '../config/reload.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

export type InventoryOption = { readonly inventory: string };

/** Adds `--inventory DIR` (or STAGGER_INVENTORY; `inventory` in the working directory otherwise). */
export function withInventory(command: Command): Command {
  return command.option(
    '--inventory <dir>',
    'inventory directory',
    process.env['STAGGER_INVENTORY'] ?? 'inventory',
  );
}

/** @throws OperatorError with every mistake, one a line. */
export async function openInventory({ inventory }: InventoryOption): Promise<GoodInventory> {
  const loaded = await loadInventory(inventory);
  if (loaded.kind === 'loaded') return loaded;
  if (!existsSync(inventory))
    throw new OperatorError(`there is no inventory at ${inventory}`, {
      hint: 'name it with --inventory or STAGGER_INVENTORY, or make one: `stagger init inventory`',
      exitCode: exitCode.configuration,
    });
  const count = loaded.mistakes.length;
  throw new OperatorError(
    `${loaded.mistakes.map(mistakeText).join('\n')}\n${count} ${count === 1 ? 'mistake' : 'mistakes'} in the inventory`,
    {
      hint: `mend them, then run \`stagger check ${inventory}\``,
      exitCode: exitCode.configuration,
    },
  );
}
