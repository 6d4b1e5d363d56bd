// The example inventory with a database of its own: the one that its settings name is this machine's, and may exist.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const example = join(import.meta.dirname, '..', '..', 'inventory');

/** Copies it below `directory`; its database would be `directory`/state/stagger.db. Gives the inventory's path. */
export function copyOfExample(directory: string): string {
  const copy = join(directory, 'inventory');
  cpSync(example, copy, { recursive: true });
  const settings = join(copy, 'settings.yaml');
  const text = readFileSync(settings, 'utf8');
  const own = text.replace(
    'path: /var/lib/stagger/stagger.db',
    `path: ${join(directory, 'state', 'stagger.db')}`,
  );
  if (own === text) throw new Error('the example inventory names another database than before');
  writeFileSync(settings, own);
  return copy;
}
