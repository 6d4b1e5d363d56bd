import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';
import { completionScript } from '../../src/cli/completion-scripts.ts';

const example = join(import.meta.dirname, '..', '..', 'inventory');

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await runCommand('complete', '--', ...words);
  return out.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('knows the commands, and not its own', async () => {
    expect(await completed('ca')).toEqual(['calendar', 'campaign']);
    expect(await completed('comple')).toEqual(['completion']);
    expect(await completed('stop-switch', '')).toEqual(['clear', 'set', 'status']);
  });

  it('knows options and their values', async () => {
    expect(await completed('audit', '--fo')).toEqual(['--format']);
    expect(await completed('audit', '--format', 'm')).toEqual(['markdown']);
    expect(await completed('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });

  it('knows hosts, racks and services of the inventory that is named', async () => {
    const inventory = ['--inventory', example];
    expect(await completed('explain', ...inventory, 'bastion')).toEqual(['bastion-01']);
    expect(await completed('whatif', ...inventory, 'rack:seoul-a-r12')).toEqual(['rack:seoul-a-r12']);
    expect(await completed('plan', ...inventory, 'service:db-p')).toEqual(['service:db-proxy']);
    // The second word of a command that takes many.
    expect(await completed('sweep', ...inventory, 'bastion-01', 'db-proxy-0')).toEqual([
      'db-proxy-01',
      'db-proxy-02',
    ]);
  });

  it('says nothing where the inventory cannot be read', async () => {
    expect(await completed('explain', '--inventory', '/nowhere', '')).toEqual([]);
  });

  it.each([
    ['bash', '/bin/bash'],
    ['zsh', '/usr/bin/zsh'],
    ['fish', '/usr/bin/fish'],
  ] as const)('%s reads its script', (shell, program) => {
    const script = completionScript(shell);
    expect(script).toContain('stagger complete -- ');
    // Where that shell is installed it parses the script itself; bash always is.
    if (!existsSync(program)) return;
    const directory = mkdtempSync(join(tmpdir(), 'stagger-completion-'));
    writeFileSync(join(directory, 'script'), script);
    execFileSync(program, ['-n', join(directory, 'script')]);
    rmSync(directory, { recursive: true });
  });
});
