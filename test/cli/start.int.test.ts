// What a command loads before it answers. Completion waits for it at each TAB, so the libraries of the daemon must not be
// among it; asserted by what is loaded, since a time would depend on the machine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

const reporter = `
import { registerHooks } from 'node:module';
const seen = new Set();
registerHooks({
  load(url, context, next) {
    const found = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url);
    if (found !== null) seen.add(found[1]);
    return next(url, context);
  },
});
process.on('exit', () => process.stdout.write('loaded: ' + JSON.stringify([...seen]) + '\\n'));
`;

function loadedBy(...words: readonly string[]): {
  readonly said: string;
  readonly libraries: readonly string[];
} {
  const hook = `data:text/javascript,${encodeURIComponent(reporter)}`;
  const out = execFileSync(process.execPath, ['--import', hook, join(root, 'bin', 'stagger.js'), ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  const [said = '', list = '[]'] = out.split('loaded: ');
  return { said, libraries: JSON.parse(list) as readonly string[] };
}

describe('the start of a command', () => {
  it('leaves out what only the daemon, the demo and the sweep need', () => {
    const { said, libraries } = loadedBy('complete', '--', 'explain', 'bastion-');
    expect(said).toContain('bastion-01');
    expect(libraries).toContain('commander');
    const heavy = [
      '@slack/bolt',
      '@slack/web-api',
      '@redis/client',
      'mysql2',
      'ssh2',
      'hono',
      'prom-client',
      'ws',
    ];
    expect(libraries.filter((name) => heavy.includes(name))).toEqual([]);
  });
});
