// The judge of the end-to-end tests, judged: a clean story passes, and each planted wrong is found.
import { describe, expect, it } from 'vitest';
import type { WitnessEvent } from '../lab/witness.ts';
import { mostOut, violations, type Expectation } from './witness.ts';

/** `web-1 command drain` at 1, 2, 3 … */
function story(lines: readonly string[]): readonly WitnessEvent[] {
  return lines.map((line, index) => {
    const [host = '', kind = '', ...detail] = line.split(' ');
    return { host, kind, bootId: '', monotonicMs: index + 1, at: index + 1, detail: detail.join(' ') };
  });
}

const hosts = ['web-1', 'web-2', 'web-3', 'db-1', 'db-2'] as const;
const start = hosts.flatMap((host) => [`${host} booted`, `${host} ready`, `${host} serving`]);

const drain = (host: string) => [`${host} command drain`, `${host} command-ended drain 0`];
const reboot = (host: string) => [`${host} reboot-called`, `${host} service-stopped`, `${host} down reboot`];
const back = (host: string) => [`${host} booted`, `${host} ready`, `${host} serving`];
const undrain = (host: string) => [`${host} command undrain`, `${host} command-ended undrain 0`];
const whole = (host: string) => [drain, reboot, back, undrain].flatMap((part) => part(host));

const expected: Expectation = {
  services: [
    {
      name: 'web',
      minAvailable: 1,
      zoneOf: { 'web-1': 'a', 'web-2': 'a', 'web-3': 'b' },
      dependsOn: ['db'],
    },
    { name: 'db', minAvailable: 1, zoneOf: { 'db-1': 'a', 'db-2': 'b' }, dependsOn: [] },
  ],
  rebooted: [...hosts],
  approvedAtMs: start.length + 1,
};

const roll = hosts.flatMap(whole);

const judged = (lines: readonly string[], change: Partial<Expectation> = {}): readonly string[] =>
  violations(story([...start, ...lines]), { ...expected, ...change });

describe('the witness judge', () => {
  it('has nothing to say about a clean roll', () => {
    expect(judged(roll)).toEqual([]);
  });

  it('has nothing to say about two hosts of one zone together', () => {
    const together = [drain, reboot, back, undrain].flatMap((part) => [...part('web-1'), ...part('web-2')]);
    expect(judged([...together, ...['web-3', 'db-1', 'db-2'].flatMap(whole)])).toEqual([]);
    expect(mostOut(story([...start, ...together]), hosts)).toBe(2);
  });

  it.each([
    ['a service below its minimum', 'web has 1 of at least 2; out: web-1, web-2', 2],
    ['a service far below its minimum', 'web has 1 of at least 3; out: web-1, web-2', 3],
  ])('finds %s', (_, text, minAvailable) => {
    const services = expected.services.map((service) => ({ ...service, minAvailable }));
    const found = judged([...drain('web-1'), ...drain('web-2'), ...undrain('web-1'), ...undrain('web-2')], {
      services,
      rebooted: [],
    });
    expect(found.join('\n')).toContain(text);
  });

  it('counts a host as out from its drain, not only while it is down', () => {
    const found = judged([...drain('web-1'), ...drain('web-3')], { rebooted: [] });
    expect(found.join('\n')).toContain('web is out in 2 zones: web-1, web-3');
  });

  it('finds services that need each other out together', () => {
    const found = judged([...drain('db-1'), ...drain('web-1')], { rebooted: [] });
    expect(found.join('\n')).toContain('web (web-1) is out with db (db-1)');
  });

  it('finds a second reboot, a forgotten host and a host that was not to be rebooted', () => {
    expect(judged([...roll, ...whole('web-1')])).toEqual([
      'web-1 was told to reboot 2 times',
      'web-1 booted 2 times after its first boot',
    ]);
    expect(judged(hosts.slice(1).flatMap(whole))).toEqual([
      'web-1 was told to reboot 0 times',
      'web-1 booted 0 times after its first boot',
    ]);
    expect(judged(roll, { rebooted: hosts.slice(1) })).toEqual([
      'web-1 was told to reboot 1 times',
      'web-1 booted 1 times after its first boot',
    ]);
  });

  it('finds a boot that nobody asked for', () => {
    const found = judged([...roll, 'web-2 down killed', ...back('web-2')]);
    expect(found).toEqual(['web-2 booted 2 times after its first boot']);
  });

  it('finds what happened before the approval, or without one', () => {
    expect(judged(roll, { approvedAtMs: start.length + 3.5 })[0]).toContain(
      'web-1: command drain before any approval',
    );
    const never = judged(roll, { approvedAtMs: null }).filter((text) => text.includes('reboot-called'));
    expect(never).toHaveLength(hosts.length);
  });

  it('finds a reboot without a drain, after a failed one, and after an undone one', () => {
    const rest = hosts.slice(1).flatMap(whole);
    const without = 'web-1 is rebooted without a drain that ended well';
    expect(judged([...reboot('web-1'), ...back('web-1'), ...rest]).join()).toContain(without);
    const failed = ['web-1 command drain', 'web-1 command-ended drain 1'];
    expect(
      judged([...failed, ...reboot('web-1'), ...back('web-1'), ...undrain('web-1'), ...rest]).join(),
    ).toContain(without);
    const undone = [...drain('web-1'), ...undrain('web-1')];
    expect(judged([...undone, ...reboot('web-1'), ...back('web-1'), ...rest]).join()).toContain(without);
  });

  it('finds a host that is put back before it serves, and one that is never put back', () => {
    const rest = hosts.slice(1).flatMap(whole);
    const early = [...drain('web-1'), ...reboot('web-1'), ...undrain('web-1'), ...back('web-1')];
    expect(judged([...early, ...rest]).join()).toContain('web-1 is put back before it serves');
    const never = [...drain('web-1'), ...reboot('web-1'), ...back('web-1')];
    expect(judged([...rest, ...never])).toEqual(['web-1 is not back in service at the end']);
  });

  it('counts a lost host against the minimum, and not as taken down by plan', () => {
    const gone = [...drain('web-1'), ...reboot('web-1')];
    const rest = ['web-2', 'web-3', 'db-1', 'db-2'].flatMap(whole);
    expect(judged([...gone, ...rest], { lost: ['web-1'] })).toEqual([]);
    const tighter = expected.services.map((service) => ({ ...service, minAvailable: 2 }));
    const found = judged([...gone, ...rest], { lost: ['web-1'], services: tighter });
    expect(found.join('\n')).toContain('web has 1 of at least 2; out: web-1, web-2');
  });

  it('finds a host that the witness never saw, or never saw serving', () => {
    const half = start.filter((line) => !line.startsWith('db-2'));
    const seen = (lines: readonly string[]): string => violations(story(lines), expected).join('\n');
    expect(seen(half)).toContain('db-2: the witness never saw it');
    expect(seen([...half, 'db-2 booted'])).toContain('never served: db-2');
  });
});
