// What Stagger itself writes in English into the journal is read in Korean; what others said stands between quotation
// marks, bounded. The sentences come from the code that writes them, so that none can change without its translation.
import { judgeAnswers } from '../../src/core/gates/answers-gate.ts';
import { describe, expect, it } from 'vitest';
import { gateAddress } from '../../src/adapters/gates/gate-address.ts';
import { readFreezeFile } from '../../src/config/freeze-file.ts';
import { judgeGate } from '../../src/core/campaign/proof.ts';
import { driftOf } from '../../src/core/drift/drift.ts';
import { changeLines } from '../../src/core/fleet/fleet-change-text.ts';
import type { GateAnswer } from '../../src/core/fleet/check.ts';
import type { Facts } from '../../src/core/fleet/observation.ts';
import { judgeMysql, type MysqlState, type ReplicationChannel } from '../../src/core/gates/mysql-gate.ts';
import {
  judgeAddresses,
  judgeCommand,
  judgeFreeSpace,
  judgeUnit,
} from '../../src/core/gates/on-host-gate.ts';
import { judgeMysqlRole, judgeRedisBefore } from '../../src/core/gates/preparation.ts';
import { judgeRedis, parseRedisInfo } from '../../src/core/gates/redis-gate.ts';
import { trouble } from '../../src/core/rotation/seat-changes.ts';
import { saidWords } from '../../src/views/slack/said-words.ts';
import { renderInventoryNote } from '../../src/views/slack/inventory-note.ts';
import { catalogues } from '../../src/views/text/language.ts';
import { englishIn } from '../fakes/english-words.ts';
import { sampleFacts } from '../fakes/sample-events.ts';

const { en, ko } = catalogues;

const said = (answer: {
  readonly kind: string;
  readonly found?: string;
  readonly detail?: string;
}): string => {
  const words = answer.found ?? answer.detail;
  if (words === undefined) throw new Error(`a ${answer.kind} says nothing`);
  return words;
};

const channel: ReplicationChannel = {
  name: '',
  receiverRunning: 'Yes',
  applierRunning: 'Yes',
  lagMs: 0,
  lastError: '',
};
const replica = { kind: 'mysql', role: 'replica', maxLagMs: 30_000, readOnly: null } as never;
const mysql = (given: Partial<ReplicationChannel>): string =>
  said(judgeMysql(replica, { readOnly: true, channels: [{ ...channel, ...given }] }));
const state = (readOnly: boolean, channels: MysqlState['channels'] = []): MysqlState => ({
  readOnly,
  channels,
});
const redis = (info: string, given: object = {}): string =>
  said(
    judgeRedis(
      { kind: 'redis', role: 'replica', minKeys: 0, keepsPercent: 0, lastingBefore: null, ...given } as never,
      parseRedisInfo(info),
    ),
  );
const up = 'loading:0\nrole:slave\nmaster_link_status:up\nmaster_sync_in_progress:0';
const exit = (exitCode: number, output = '') => ({ exitCode, output });
const command = (code: number, output = '', includes: string | null = null): GateAnswer =>
  judgeCommand({ kind: 'command', exitCode: 0, outputIncludes: includes } as never, exit(code, output));
const timedOut = (last: GateAnswer): string => {
  const outcome = judgeGate({ byAt: 0, gate: { passes: 1 } } as never, { last: last, passesInARow: 0 }, 1);
  return said(outcome ?? { kind: 'nothing' });
};

const gates: Readonly<Record<string, string>> = {
  'read only': said(
    judgeMysql({ kind: 'mysql', role: 'primary', maxLagMs: 1, readOnly: 'off' } as never, state(true)),
  ),
  'primary that replicates': said(
    judgeMysql(
      { kind: 'mysql', role: 'primary', maxLagMs: 1, readOnly: null } as never,
      state(true, [channel]),
    ),
  ),
  'replica of nobody': said(judgeMysql(replica, state(true))),
  receiver: mysql({ receiverRunning: 'Connecting', lastError: 'error 1045: Access denied' }),
  applier: mysql({ applierRunning: 'No' }),
  'replication error': mysql({ lastError: 'Duplicate entry' }),
  'lag not known': mysql({ lagMs: null }),
  lag: mysql({ lagMs: 214_000 }),
  'lag of a channel': mysql({ name: 'east', lagMs: 214_000 }),
  'role of mysql': said(judgeMysqlRole(replica, state(false))),
  'unclear role': said(judgeMysqlRole(replica, state(false, [{ ...channel, applierRunning: 'No' }]))),
  'redis loading': redis('loading:1\nloading_loaded_perc:41.20'),
  'redis silent': redis('role:slave'),
  'redis role unknown': redis('loading:0'),
  'redis other role': redis('loading:0\nrole:master'),
  'redis link': redis('loading:0\nrole:slave\nmaster_link_status:down'),
  'redis copying': redis(up.replace('in_progress:0', 'in_progress:1')),
  'redis keys': redis(`${up}\ndb0:keys=3,expires=0`, { minKeys: 10 }),
  'redis lost keys': redis(`${up}\ndb0:keys=3,expires=1`, { keepsPercent: 90, lastingBefore: 10 }),
  'redis before': said(judgeRedisBefore({ role: 'replica' } as never, parseRedisInfo('role:master'))),
  'redis says nothing before': said(judgeRedisBefore({ role: 'replica' } as never, parseRedisInfo(''))),
  'exit code': said(command(2, 'disk is\nfull')),
  output: said(command(0, 'x', 'ready')),
  unit: said(judgeUnit({ kind: 'unit', unit: 'nginx.service' } as never, exit(3, 'inactive'))),
  'unit unread': said(judgeUnit({ kind: 'unit', unit: 'nginx.service' } as never, exit(127, 'not found'))),
  address: said(
    judgeAddresses(
      { kind: 'address-absent', address: '10.0.0.9' } as never,
      exit(0, '2: eth0    inet 10.0.0.9/24'),
    ),
  ),
  'free space': said(
    judgeFreeSpace(
      { kind: 'disk-free', path: '/data', minFree: { kind: 'percent', value: 20 } } as never,
      exit(0, 'Filesystem 1024-blocks\n/dev/sda 102400 92160 10240 90% /data'),
    ),
  ),
  'a guest that lets nobody in': `vm-1: answers over SSH: ${said(judgeAnswers({ nologin: true } as never))}`,
  'a guest that has not started': `answers over SSH: ${said(judgeAnswers({ systemState: 'starting' } as never))}`,
  'a guest that does not answer': 'vm-1: answers over SSH: could not be asked: connect-timeout: no answer',
  'a guest in the ramp': 'vm-1: answers over SSH could not be asked: connect-timeout: no answer',
  'could not be asked': timedOut({ kind: 'error', detail: 'MySQL on db-01:3306: did not answer in 5000 ms' }),
  'asked, and said another program': timedOut({
    kind: 'error',
    detail: 'Redis on c-1:6379: NOAUTH required',
  }),
  'hook that failed': '/opt/drain --now exited with 3: no such pool',
  'what HTTP gates find': 'http://10.0.0.1:80/health answered 503, expected 200 or 204',
  'a body': 'http://10.0.0.1:80/ answered 200, but its body does not contain "ok"',
  json: 'http://10.0.0.1:80/: $.status is "down", expected "up"',
  'json that is not there': 'http://10.0.0.1:80/: $.status is not there, expected "up"',
  'port that is shut': 'port 80: connect ECONNREFUSED 10.0.0.1:80',
  'port that is silent': 'port 80 did not answer in 3000 ms',
  'errors in the ramp': `at 25 % of its weight for web: web/web-01 on lb-01: ${String(
    trouble({ requests: 0, errors: 0 } as never, { requests: 100, errors: 40 } as never, {
      maxErrorPercent: 1,
    }),
  )}`,
  sessions: 'web/web-01 on lb-01 still has 12 sessions; web/web-01 on lb-02 was just changed',
  'a gate in the ramp': 'answers-on-80: port 80 did not answer in 3000 ms',
  'no such server': 'HAProxy on lb-01, web/web-01: there is no such server',
  'a hook that was not reached': 'connect-timeout: nothing answers at its address',
  undo: '/opt/undrain exited with 1: busy (undoing the drain after check-failed)',
  'undo, and why':
    '/opt/undrain exited with 1: busy (undoing the drain after drain-failed: vm-2: /opt/drain exited with 3: full)',
  retreat: 'port 80 did not answer in 3000 ms; it could not be taken out again (there is no such server)',
  'stopped from chat': 'stopped from chat (slack:T0/U0ANN)',
};

describe('in Korean', () => {
  it.each(Object.entries(gates))('a gate, hook or load balancer says: %s', (_what, english) => {
    const own = ko.ownWords(english);
    expect(own, english).not.toBeNull();
    expect(englishIn(own ?? ''), `${english} → ${own ?? ''}`).toEqual([]);
    expect(own).toMatch(/[가-힣]/);
    expect(en.ownWords(english)).toBe(english);
  });

  it('what is missing after a reboot', () => {
    const rich: Facts = {
      ...sampleFacts,
      cpus: 16,
      memoryKib: 64 * 1_048_576,
      disks: ['sda 1000204886016'],
      mounts: ['/data'],
      timeSynchronised: 'yes',
    };
    const severities = Object.fromEntries(
      ['units', 'listeners', 'mounts', 'routes', 'memory', 'cpus', 'disks', 'time-sync'].map((kind) => [
        kind,
        'warn',
      ]),
    ) as never;
    const policy = { severities, graceMs: 0 };
    const poor: Facts = {
      ...rich,
      cpus: 8,
      memoryKib: 1_048_576,
      disks: [],
      mounts: null,
      timeSynchronised: 'no',
    };
    const sentences = [
      ...driftOf(rich, poor, policy),
      ...driftOf(rich, { ...poor, timeSynchronised: 'unknown' }, policy),
    ].filter(({ what }) => what.includes(' '));
    expect(sentences.length).toBeGreaterThan(4);
    for (const { what } of sentences) expect(englishIn(ko.ownWords(what) ?? what), what).toEqual([]);
    // A name stays what it is.
    expect(ko.ownWords('/data')).toBeNull();
    expect(ko.ownWords('nginx.service')).toBeNull();
  });

  it('where a name leads that no gate asks', async () => {
    for (const [name, leadsTo] of [
      ['db-1', []],
      ['db-1', ['127.0.0.1']],
      ['db-1', ['169.254.169.254']],
    ] as const) {
      const answer = await gateAddress(name, () => Promise.resolve([...leadsTo]));
      const own = answer.kind === 'refused' ? ko.ownWords(answer.detail) : 'not refused';
      expect(englishIn(own ?? 'nothing'), JSON.stringify(answer)).toEqual([]);
    }
  });

  it('why a freeze file says nothing', () => {
    const event = (lines: string): string =>
      `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:연말\n${lines}\nEND:VEVENT\nEND:VCALENDAR`;
    const repeated = (rule: string): string =>
      event(`DTSTART:20260701T000000Z\nDTEND:20260701T000001Z\nRRULE:FREQ=${rule}`);
    for (const text of [
      'BEGIN:VCARD\nEND:VCARD',
      'BEGIN:VCALENDAR\nEND:VCALENDAR',
      event('UID:1'),
      repeated('SECONDLY'),
      repeated('HOURLY;UNTIL=20300101T000000Z'),
      repeated('DAILY;COUNT=-3'),
      event('DTSTART;TZID=Mars:20260701T000000'),
      event('DTSTART:20260701T000000Z\nDTEND:20260630T000000Z'),
    ]) {
      const file = readFreezeFile(text, 'Asia/Seoul');
      const why = file.kind === 'broken' ? file.why : 'read';
      expect(englishIn(ko.ownWords(`freezes.ics: ${why}`) ?? why), why).toEqual([]);
    }
  });

  it('what a new inventory changes; mistakes are the checker’s own words, as quotations', () => {
    const changes = changeLines([
      { kind: 'added', what: 'host', id: 'web-09', place: 'rack r12' },
      { kind: 'removed', what: 'host', id: 'web-01', place: 'no known place' },
      { kind: 'added', what: 'owner', id: 'store', place: null },
      { kind: 'moved', what: 'host', id: 'web-02' as never, from: 'rack r11', to: 'zone icn1-b' },
      { kind: 'changed', what: 'service', id: 'web', fields: ['minAvailable'] },
      {
        kind: 'staff-changed',
        what: 'service',
        id: 'web',
        joined: Array.from({ length: 9 }, (_, index) => `web-1${index}` as never),
        left: ['web-01' as never],
      },
      { kind: 'caps-changed', fields: ['maxInFlight'] },
    ]);
    const { text } = renderInventoryNote({ kind: 'reloaded', changes }, ko);
    expect(
      englishIn(text).filter((word) => !['minAvailable', 'maxInFlight'].includes(word)),
      text,
    ).toEqual([]);
    expect(text).not.toContain('“');
    const reasons = ['hosts.yaml:12:3: unknown rack, found "r99", expected one of r11, r12'];
    const refused = renderInventoryNote({ kind: 'refused', reasons }, ko).text;
    expect(refused).toContain(`“${reasons[0] ?? ''}”`);
    expect(englishIn(refused)).toEqual([]);
  });

  it('another program is quoted, and cut: no quotation is longer than its place', () => {
    expect(saidWords('Segmentation fault', 60, ko)).toBe('“Segmentation fault”');
    expect(saidWords('Segmentation fault', 60, en)).toBe('Segmentation fault');
    const long = saidWords(`cannot ${'x'.repeat(500)} <!channel>`, 60, ko);
    expect(long).toMatch(/^“cannot x+…”$/);
    expect(long.length).toBeLessThanOrEqual(61);
    expect(saidWords('', 60, ko)).toBe('');
  });
});
