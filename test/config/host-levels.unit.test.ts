// Which setting wins. Each level is taken away in turn, from the nearest to the furthest.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { mistakeText } from '../../src/config/mistake.ts';
import { parseInventory } from '../../src/config/parse-inventory.ts';
import { resolveInventory } from '../../src/config/resolve-inventory.ts';
import type { Host } from '../../src/core/fleet/fleet.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';

type Level = Readonly<Record<string, unknown>>;
const levels = ['host', 'service', 'site', 'fleet', 'settings'] as const;

function hostOf(given: Readonly<Partial<Record<(typeof levels)[number], Level>>>, extra: Level = {}): Host {
  const inventory = {
    defaults: { time_zone: 'UTC', ...given.fleet },
    sites: { s: { kind: 'cloud', time_zone: 'UTC', defaults: given.site ?? {} } },
    zones: { z: { site: 's' } },
    owners: Object.fromEntries(levels.map((level) => [level, {}])),
    windows: Object.fromEntries(
      levels.map((level) => [level, { days: ['mon'], start: '01:00', duration: '1h' }]),
    ),
    hosts: { a: { zone: 'z', ...given.host } },
    services: { web: { instances: ['a'], defaults: given.service ?? {}, ...extra } },
  };
  const files = [{ name: 'a.yaml', file: 'a.yaml', text: stringify(inventory) }];
  const ssh = given.settings;
  if (ssh !== undefined)
    files.push({ name: 'settings.yaml', file: 'settings.yaml', text: stringify({ ssh }) });
  const resolved = resolveInventory(parseInventory(files), {
    directory: '.',
    absolute: (path) => path,
    sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  });
  if (resolved.kind === 'invalid') throw new Error(resolved.mistakes.map(mistakeText).join('\n'));
  return resolved.fleet.hosts.get('a' as HostId)!;
}

/** What a host has when the levels from `nearest` outwards all set the field, each to something of its own. */
function fallsThrough(
  from: readonly (typeof levels)[number][],
  set: (level: (typeof levels)[number], index: number) => Level,
  get: (host: Host) => unknown,
): readonly unknown[] {
  return [...from, null].map((_, skipped) => {
    const given = from.map((level, index) => [level, index < skipped ? {} : set(level, index)] as const);
    return get(hostOf(Object.fromEntries(given)));
  });
}

const inner = ['host', 'service', 'site', 'fleet'] as const;

describe('the nearest level wins', () => {
  it('for login name and port, down to settings.yaml', () => {
    expect(
      fallsThrough(
        levels,
        (level) => ({ user: level }),
        ({ ssh }) => ssh.user,
      ),
    ).toEqual([...levels, 'stagger']);
    expect(
      fallsThrough(
        levels,
        (_, index) => ({ port: 100 + index }),
        ({ ssh }) => ssh.port,
      ),
    ).toEqual([100, 101, 102, 103, 104, 22]);
  });

  it('for owner and windows', () => {
    expect(
      fallsThrough(
        inner,
        (level) => ({ owner: level }),
        ({ owner }) => owner,
      ),
    ).toEqual([...inner, null]);
    expect(
      fallsThrough(
        inner,
        (level) => ({ windows: [level] }),
        ({ windows }) => windows.map(({ id }) => id),
      ),
    ).toEqual([['host'], ['service'], ['site'], ['fleet'], []]);
  });

  it('for the age policy, each field alone', () => {
    const day = 86_400_000;
    expect(
      fallsThrough(
        inner,
        (_, index) => ({ max_uptime: `${100 + index}d` }),
        ({ uptime }) => uptime.maxUptimeMs / day,
      ),
    ).toEqual([100, 101, 102, 103, 180]);
    expect(hostOf({ host: { max_uptime: '90d' }, fleet: { warn_before: '7d' } }).uptime).toEqual({
      maxUptimeMs: 90 * day,
      warnBeforeMs: 7 * day,
    });
    expect(hostOf({ host: { max_uptime: '30d' } }).uptime.warnBeforeMs).toBe(5 * day);
  });

  it('for timing, each field alone', () => {
    const { timing } = hostOf({
      host: { timing: { soak: '1s' } },
      service: { timing: { soak: '2s', hold: '2s' } },
      site: { timing: { soak: '3s', hold: '3s', expected: '3m' } },
    });
    expect(timing).toMatchObject({
      soakMs: 1_000,
      holdMs: 2_000,
      expectedMs: 180_000,
      comeBackWithinMs: 1_200_000,
    });
  });

  it('for drain and undrain as a pair', () => {
    const pair = (word: string): Level => ({
      drain: { command: [`/${word}/drain`], timeout: '1m' },
      undrain: { command: [`/${word}/undrain`], timeout: '1m' },
    });
    const words = ({ drain, undrain }: Host) => [drain?.command.argv[0], undrain?.command.argv[0]];
    expect(fallsThrough(inner, (level) => pair(level), words)).toEqual([
      ...inner.map((level) => [`/${level}/drain`, `/${level}/undrain`]),
      [undefined, undefined],
    ]);
  });

  it('for exemptions, whose last day is included', () => {
    const exempt = (reason: string): Level => ({ exemption: { reason, until: '2027-01-31' } });
    expect(
      fallsThrough(
        ['host', 'service', 'site'],
        (level) => exempt(level),
        ({ exemption }) => exemption?.reason,
      ),
    ).toEqual(['host', 'service', 'site', undefined]);
    expect(hostOf({ host: exempt('x') }).exemption?.untilAt).toBe(Date.parse('2027-02-01T00:00:00Z'));
  });

  it('a service’s owner is the owner of its hosts, unless its defaults name another', () => {
    expect(hostOf({}, { owner: 'service' }).owner).toBe('service');
    expect(hostOf({ service: { owner: 'site' } }, { owner: 'service' }).owner).toBe('site');
    expect(hostOf({ host: { owner: 'host' } }, { owner: 'service' }).owner).toBe('host');
  });
});
