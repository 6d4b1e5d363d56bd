// A name that is nearly right is answered with the one that was meant, wherever a command takes one.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../fakes/run-command.ts';

const inventory = join(import.meta.dirname, '..', '..', 'inventory');

describe('a name that is nearly right', () => {
  it.each([
    [['plan', 'servce:mysql'], 'did you mean service:mysql?'],
    [['plan', 'service:mysq'], 'did you mean service:mysql?'],
    [['plan', 'rak:r12'], 'did you mean rack:seoul-a-r12?'],
    [['plan', 'service:seoul-a'], 'did you mean zone:seoul-a?'],
    [['plan', 'rack:nope'], 'it declares seoul-a-r11, '],
    [['plan', 'service:zzz'], 'under `services:` of its files'],
    [['plan', 'service:'], 'expected host names, or one of service:ID, '],
    [['sweep', 'store-weeb-01'], 'did you mean store-web-01?'],
    [['hosts', '--where', 'stats=up'], 'did you mean status=up?'],
    [['hosts', '--where', 'status=upp'], 'did you mean status=up?'],
    [['hosts', '--where', 'policy=overdu'], 'did you mean policy=overdue?'],
    [['hosts', '--where', 'service=mysl'], 'did you mean service=mysql?'],
    [['whatif', 'seoul-a'], 'did you mean zone:seoul-a?'],
    [['whatif', 'zne:seoul-a'], 'did you mean zone:seoul-a?'],
    [['stop-switch', 'set', 'why', '--service', 'mysl'], 'did you mean mysql?'],
    [['doctr'], 'Did you mean doctor?'],
    [['hosts', '--inventroy', 'x'], 'Did you mean --inventory?'],
  ])('stagger %j is told: %s', async (words, hint) => {
    const known = words.some((word) => word === '--inventroy') || words.length === 1;
    const { err, out, code } = await runCommand(...words, ...(known ? [] : ['--inventory', inventory]));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(hint);
  });

  it('is told nothing where none is near, but what there is', async () => {
    const { err } = await runCommand('hosts', '--where', 'status=sleeping', '--inventory', inventory);
    expect(err).toContain('expected one of up, unreachable, unknown');
    expect(err).not.toContain('did you mean');
  });
});
