// What is unusual and allowed: the strictness of the loader must not grow past what an operator may mean.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mistakeText } from '../../src/config/mistake.ts';
import { parseInventory } from '../../src/config/parse-inventory.ts';
import { resolveInventory } from '../../src/config/resolve-inventory.ts';

const base = readFileSync(join(import.meta.dirname, 'base-inventory.yaml'), 'utf8');

function resolved(text: string, name = 'a.yaml') {
  const files = [
    { name: 'base.yaml', file: 'base.yaml', text: base },
    { name, file: name, text },
  ];
  const result = resolveInventory(parseInventory(files), {
    directory: '.',
    absolute: (path) => path,
    sha256Hex: (content) => createHash('sha256').update(content).digest('hex'),
  });
  if (result.kind === 'invalid') throw new Error(result.mistakes.map(mistakeText).join('\n'));
  return result;
}

describe('allowed', () => {
  it.each([
    ['a budget that lets nothing go', 'services: {s: {instances: [web-01, web-02], min_available: 2}}'],
    ['a budget that lets everything go', 'services: {s: {instances: [web-01], max_unavailable: 100%}}'],
    [
      'services that depend on each other',
      'services: {s: {instances: [web-01], depends_on: [t]}, t: {instances: [web-02], depends_on: [s]}}',
    ],
    ['a host that says nothing of itself', 'hosts: {a: {}}'],
    ['text of people in any script', 'hosts: {a: {labels: {place: 서울}}}'],
    ['IPv6', "hosts: {a: {address: '2001:db8::1'}, b: {address: '::1', port: 2222}}"],
    ['blades that share a rack unit', 'hosts: {a: {rack: r11, unit: 12.5}, b: {rack: r11, unit: 12.5}}'],
    ['guests of guests', 'hosts: {a: {hypervisor: hv-01}, b: {hypervisor: a}}'],
    [
      'one address on two ports',
      'hosts: {a: {address: nat.example, port: 2201}, b: {address: nat.example, port: 2202}}',
    ],
    ['anchors and aliases', 'windows: {a: &a {days: [mon], start: "01:00", duration: 1h}, b: *a}'],
    ['a rack without feeds', 'racks: {r: {zone: seoul-a}}'],
    ['several primaries', 'services: {s: {instances: {primary: [web-01, web-02]}}}'],
    [
      'a window across midnight and one of a whole week',
      'windows: {a: {days: [fri], start: "22:00", duration: 6h}, b: {days: [mon], start: "00:00", duration: 7d}}',
    ],
    ['a start without quotes', 'windows: {a: {days: [fri], start: 22:00, duration: 6h}}'],
  ])('%s', (_name, text) => {
    expect(resolved(text).kind).toBe('loaded');
  });

  it('settings with everything in them', () => {
    const { settings } = resolved(
      [
        'slack: {team: T0123456, channel: C0123456, bot_token: {env: A}, app_token: {file: token}, api_url: "http://127.0.0.1:8080/api/", language: ko}',
        'approvals: {needed: 2, approvers: [U0000001, S0000001, W0000002, U0000001], requester_may_approve: true, expires_after: 2h}',
        'digest: {cron: "0 9 * * 1-5", time_zone: Asia/Seoul, grace: 1h}',
        'ssh: {passphrase: {env: P}, observe_every: 1m}',
        'execution: {tick: 5s, max_observation_age: 5m}',
        'reload: {max_lost: 0%}',
        'http: {listen: "[::]:9000", token: {env: T}, allowed_hosts: [Stagger.example]}',
      ].join('\n'),
      'settings.yaml',
    );
    expect(settings).toMatchObject({
      language: 'en',
      slack: {
        botToken: { kind: 'env', name: 'A' },
        way: { kind: 'sockets', appToken: { kind: 'file', path: 'token' } },
        language: 'ko',
      },
      approvals: {
        needed: 2,
        users: ['U0000001', 'W0000002'],
        groups: ['S0000001'],
        requesterMayApprove: true,
        expiresAfterMs: 7_200_000,
      },
      digest: { cron: '0 9 * * 1-5', timeZone: 'Asia/Seoul', graceMs: 3_600_000 },
      ssh: { passphrase: { kind: 'env', name: 'P' }, observeEveryMs: 60_000 },
      execution: { tickMs: 5_000, maxObservationAgeMs: 300_000 },
      maxLostPercent: 0,
      http: {
        address: '::',
        port: 9000,
        token: { kind: 'env', name: 'T' },
        allowedHosts: ['stagger.example'],
      },
    });
  });

  it('Slack over HTTP, and by a webhook alone', () => {
    const over = (fields: string) => resolved(`slack: {${fields}}`, 'settings.yaml').settings.slack;
    const app = 'team: T0123456, channel: C0123456, bot_token: {env: A}';
    expect(over(`mode: http, ${app}, signing_secret: {env: S}`)).toMatchObject({
      kind: 'app',
      way: { kind: 'http', address: '127.0.0.1', port: 3_000, path: '/slack/events', url: null },
    });
    const said = 'listen: "[::1]:4000", path: /s, url: "https://x.example/s", signing_secret: {file: s}';
    expect(over(`mode: http, ${app}, ${said}`)).toMatchObject({
      way: { address: '::1', port: 4_000, path: '/s', url: 'https://x.example/s' },
    });
    expect(over('mode: webhook, webhook_url: {env: W}, language: ko')).toEqual({
      kind: 'webhook',
      url: { kind: 'env', name: 'W' },
      channel: 'webhook',
      language: 'ko',
    });
  });

  it('a fleet whose digest does not depend on how its files are cut', () => {
    const [one, two] = ['hosts: {a: {zone: seoul-a}}', 'services: {s: {instances: [a]}}'];
    const cut = resolved(`${one}\n${two}\n`).fleet.digest;
    const turned = resolved(`${two}\n# a comment\n${one}\n`).fleet.digest;
    expect(turned).toBe(cut);
    expect(resolved(one).fleet.digest).not.toBe(cut);
  });
});
