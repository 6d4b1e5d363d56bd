// One TAB in a real bash, with the real program behind it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completionScript } from '../../src/cli/completion-scripts.ts';

const example = join(import.meta.dirname, '..', '..', 'inventory');

describe('completion', () => {
  it('works in a real bash', () => {
    const bin = join(import.meta.dirname, '..', '..', 'bin', 'stagger.js');
    const script = [
      `stagger() { "${process.execPath}" "${bin}" "$@"; }`,
      completionScript('bash'),
      'COMP_WORDS=(stagger explain --inventory "$EXAMPLE" bastion-) COMP_CWORD=4',
      '_stagger; printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n');
    const out = execFileSync('/bin/bash', ['-c', script], {
      env: { PATH: process.env['PATH'], EXAMPLE: example },
    });
    expect(out.toString().trim().split('\n')).toEqual(['bastion-01']);
  });
});
