import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseInventory } from '../../src/config/parse-inventory.ts';
import { judgeReload, type GoodInventory } from '../../src/config/reload.ts';
import { resolveInventory, type ResolvedInventory } from '../../src/config/resolve-inventory.ts';
import { changeLines } from '../../src/core/fleet/fleet-change-text.ts';

const places = 'sites: {s: {kind: cloud, time_zone: UTC}}\nzones: {z: {site: s}}\n';

function read(hosts: string, settings: string | null = null): ResolvedInventory {
  const files = [{ name: 'a.yaml', file: 'a.yaml', text: `${places}hosts:\n  ${hosts}: {zone: z}\n` }];
  const settingsFiles =
    settings === null ? [] : [{ name: 'settings.yaml', file: 'settings.yaml', text: settings }];
  return resolveInventory(parseInventory([...files, ...settingsFiles]), {
    directory: '.',
    absolute: (path) => path,
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  });
}

function good(hosts: string, settings: string | null = null): GoodInventory {
  const resolved = read(hosts, settings);
  if (resolved.kind === 'invalid') throw new Error('the test’s inventory is broken');
  return resolved;
}

describe('a reload', () => {
  const current = good('h-[01:10]');

  it('of the same inventory changes nothing, however it is written', () => {
    expect(judgeReload(current, read('h-[01:10]'))).toEqual({ kind: 'unchanged' });
    expect(judgeReload(current, read('h-[0:1][0:9]'))).toMatchObject({ kind: 'accepted' });
  });

  it('with a mistake never replaces the good one', () => {
    expect(judgeReload(current, read('h-[10:01]'))).toEqual({
      kind: 'refused',
      reasons: [expect.stringMatching(/^a\.yaml:4:3: host h-\[10:01\]: the range \[10:01\] runs backwards/)],
    });
  });

  it('says what changed', () => {
    const verdict = judgeReload(current, read('h-[01:12]', 'language: ko\n'));
    expect(verdict).toMatchObject({ kind: 'accepted', settingsChanged: true });
    expect(verdict.kind === 'accepted' && changeLines(verdict.changes)).toEqual([
      'hosts h-11, h-12: added in zone z',
    ]);
  });

  it('of the settings alone is a change too', () => {
    expect(judgeReload(current, read('h-[01:10]', 'language: ko\n'))).toMatchObject({
      kind: 'accepted',
      changes: [],
      settingsChanged: true,
    });
  });

  it('that loses much is refused, unless the same change says that it may', () => {
    expect(judgeReload(current, read('h-[01:04]'))).toEqual({
      kind: 'refused',
      reasons: [
        '6 of 10 hosts are gone, at most 2 may go at once',
        'If this is meant, raise reload.max_lost in settings.yaml for this one change.',
      ],
    });
    expect(judgeReload(current, read('h-[01:04]', 'reload: {max_lost: 60%}\n'))).toMatchObject({
      kind: 'accepted',
    });
  });
});
