import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the command line', () => {
  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await runCommand('--version')).toMatchObject({ out: `${version}\n`, code: 0 });
  });

  it('shows commands by what they are for, and what exit codes mean', async () => {
    const { out, code } = await runCommand('--help');
    expect(code).toBe(0);
    for (const text of ['Begin:', 'Look:', 'Reboot:', 'Keep:', '78 invalid inventory'])
      expect(out).toContain(text);
  });

  it('wraps every help at eighty columns', async () => {
    const wide: string[] = [];
    let looked = 0;
    const look = async (words: readonly string[]): Promise<void> => {
      const { out, code } = await runCommand(...words, '--help');
      expect(code).toBe(0);
      for (const line of out.split('\n')) if (line.length > 80) wide.push(`${words.join(' ')}: ${line}`);
      looked += 1;
      // Above the groups of the program stand its options, above the list of a command its arguments.
      const lists = words.length === 0 ? out : (/\nCommands:\n([^]*?)(?:\n\n|$)/.exec(out)?.[1] ?? '');
      for (const [, name = ''] of lists.matchAll(/^ {2}([a-z][a-z-]*)(?= |$)/gm))
        if (name !== 'help') await look([...words, name]);
    };
    await look([]);
    expect(looked).toBeGreaterThan(30);
    expect(wide).toEqual([]);
  });

  it.each([
    [['explain'], '(stagger explain --help shows how)'],
    [['export', 'foo'], '(stagger export --help shows how)'],
    [['audit-log', 'list', '--nope'], '(stagger audit-log list --help shows how)'],
    [['stop-switch', 'set'], 'to stop every campaign: stagger stop-switch set REASON'],
    [['frobnicate'], '(stagger --help lists the commands)'],
  ])('after %j points to the help that is meant', async (words, pointer) => {
    expect((await runCommand(...words)).err).toContain(pointer);
  });

  it('without an inventory says how to have one', async () => {
    const { err, code } = await runCommand('hosts', '--inventory', '/nowhere');
    expect(code).toBe(78);
    expect(err).toContain('there is no inventory at /nowhere');
    expect(err).toContain('stagger init inventory');
  });

  it.each([
    ['audit-log', 'list', '--limit', 'many'],
    ['audit-log', 'list', '--after', '-1'],
    ['demo', '--port', '99999'],
    ['demo', '--speed', '0'],
    ['run', '--log-level', 'loud'],
    ['frobnicate'],
  ])('refuses %s %s %s %s before it begins', async (...words) => {
    const { err, code, out } = await runCommand(...words, '--inventory', join(root, 'inventory'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: /);
  });

  it('every command that takes --json prints it with audit, too', async () => {
    const { out } = await runCommand(
      'audit',
      '--json',
      '--suggestions',
      '0',
      '--inventory',
      join(root, 'inventory'),
    );
    expect(JSON.parse(out)).toMatchObject({ schema: 'stagger/audit/1' });
  });
});
