// Why a host failed is said in the reader's language where Stagger itself can tell; what a server said is quoted.
import { describe, expect, it } from 'vitest';
import type { FailureCause } from '../../../src/core/campaign/failure-cause.ts';
import type { BootId, HostId } from '../../../src/core/fleet/ids.ts';
import { driftWords, failureWords } from '../../../src/views/slack/failure-words.ts';
import { catalogues } from '../../../src/views/text/language.ts';

const { en, ko } = catalogues;

/** One of every kind. */
const causes: { readonly [Kind in FailureCause['kind']]: Extract<FailureCause, { kind: Kind }> } = {
  missed: {
    kind: 'missed',
    failure: 'connection-refused',
    said: 'it refuses us (connect ECONNREFUSED 10.0.0.1:22)',
    raw: 'connect ECONNREFUSED 10.0.0.1:22',
  },
  'not-allowed': { kind: 'not-allowed', user: 'stagger', said: 'sudo: a password is required' },
  fenced: { kind: 'fenced', epoch: '17' },
  'boot-id-unreadable': { kind: 'boot-id-unreadable', found: 'none' },
  'shutting-down': { kind: 'shutting-down' },
  'uptime-began-again': { kind: 'uptime-began-again' },
  'uptime-too-long': { kind: 'uptime-too-long', uptimeMs: 300_000, sinceRequestMs: 60_000 },
  'still-old-boot': { kind: 'still-old-boot' },
  'guest-away': {
    kind: 'guest-away',
    guest: 'vm-2' as HostId,
    said: 'could not be asked: connection-refused',
  },
  'drains-too-long': {
    kind: 'drains-too-long',
    drained: 11,
    of: 20,
    passedMs: 31 * 60_000,
    expectedMs: 10 * 60_000,
  },
  'requests-used': { kind: 'requests-used', requests: 3 },
  'rebooted-again': { kind: 'rebooted-again', found: '1111' as BootId },
  'same-kernel': { kind: 'same-kernel', running: '6.1.0-25', installed: '6.1.0-26' },
  'logins-refused': { kind: 'logins-refused' },
  'system-state': { kind: 'system-state', state: 'starting' },
  'failed-units-unread': { kind: 'failed-units-unread' },
  'failed-units': { kind: 'failed-units', units: ['nginx.service', 'a<b.service'] },
  drift: {
    kind: 'drift',
    items: [
      { kind: 'mounts', severity: 'fail', what: '/data' },
      { kind: 'mounts', severity: 'fail', what: '/srv' },
      { kind: 'cpus', severity: 'fail', what: '16 before, 8 now' },
    ],
  },
};
const said = (cause: FailureCause, text: typeof en, chars = 200): string =>
  failureWords({ kind: 'check-failed', detail: 'only in English', cause }, chars, text);

describe('a cause', () => {
  it.each(Object.values(causes))('$kind is said in both languages', (cause) => {
    expect(said(cause, en)).not.toContain('only in English');
    expect(said(cause, ko)).toMatch(/[가-힣]/);
    for (const text of [en, ko]) expect(said(cause, text)).not.toMatch(/undefined|\[object|`|</);
  });

  it('quotes what a server said, escaped', () => {
    expect(said(causes.missed, ko)).toBe('연결 거부: connect ECONNREFUSED 10.0.0.1:22');
    expect(said(causes['failed-units'], ko)).toBe('전에는 없던 실패 유닛: nginx.service, a&lt;b.service');
  });

  it('keeps what Stagger wrote itself in English to who reads English', () => {
    expect(said(causes.missed, en)).toContain('it refuses us');
    const { raw: _none, ...silent } = causes.missed;
    expect(said(silent, ko)).toBe('연결 거부');
  });

  it('never outgrows its share', () => {
    const items = Array.from(
      { length: 900 },
      () => ({ kind: 'units', severity: 'warn', what: '<!here>' }) as const,
    );
    expect(said({ kind: 'drift', items }, ko).length).toBeLessThanOrEqual(201);
    expect(driftWords(items, 100, ko).length).toBeLessThanOrEqual(101);
  });
});

it('a failure of an older journal is quoted as it was written', () => {
  expect(failureWords({ kind: 'old-kernel', detail: 'still <6.1>' }, 100, ko)).toBe('“still &lt;6.1&gt;”');
});

it('what is missing is named by its kind in the reader’s language', () => {
  expect(driftWords(causes.drift.items, 200, ko)).toBe('마운트: /data, /srv; CPU: 전 16, 지금 8');
});
