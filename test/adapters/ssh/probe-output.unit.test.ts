import { describe, expect, it } from 'vitest';
import { parseProbeOutput } from '../../../src/adapters/ssh/probe-output.ts';
import type { Facts } from '../../../src/core/fleet/observation.ts';
import { fc } from '../../fakes/properties.ts';

const bootId = '3fc7362a-497c-4051-a8bb-49f83f948eb6';
const sentAt = 1_795_356_548_000;
const trip = { sentAt, receivedAt: sentAt + 100 };

const usual: Readonly<Record<string, string>> = {
  uptime: '17280000.52',
  'uptime-end': '17280000.52',
  time: '1795356548050000000',
  boot: bootId,
  init: '25',
  kernel: '6.1.0-25-amd64',
  os: '"Debian GNU/Linux 12 (bookworm)"',
  family: 'debian ',
  virt: 'kvm',
  memory: '24684084',
  cpus: '0-3,8',
  nologin: 'no',
  fenced: 'no',
  flag: 'no',
  'flag-writer': 'yes',
  'suse-flag': '',
  kernels: '/boot/vmlinuz-6.1.0-25-amd64 /boot/vmlinuz-6.1.0-9-amd64',
  system: 'running',
  'failed-known': 'yes',
  failed: '',
  'units-known': 'yes',
  units: 'ssh.service cron.service',
  disks: 'sda:1953525168 sdb:0',
  synced: 'yes',
  'routes-known': 'yes',
  route: 'eth0 00000000/00000000 0101000A',
  'mounts-known': 'yes',
  'listeners-known': 'yes',
};

function answerText(changes: Readonly<Record<string, string | null>>, more: readonly string[] = []): string {
  const lines = Object.entries({ ...usual, ...changes }).flatMap(([key, value]) =>
    value === null ? [] : [`${key} ${value}`],
  );
  return ['stagger/1 begin 7', ...lines, ...more, 'stagger/1 end 7', ''].join('\n');
}

function factsOf(changes: Readonly<Record<string, string | null>>, more: readonly string[] = []): Facts {
  const parsed = parseProbeOutput(answerText(changes, more), 7, { trip, before: null });
  if (parsed.kind !== 'facts') throw new Error(parsed.detail);
  return parsed.facts;
}

const buildOf = (version: string): string =>
  `Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org) (gcc-12 12.2.0) #1 SMP PREEMPT_DYNAMIC Debian ${version} (2024-08-26)`;

function signal(source: string, changes: Readonly<Record<string, string>>): string {
  const found = factsOf(changes).rebootSignals.find((candidate) => candidate.source === source);
  return found === undefined ? 'absent' : `${found.value} ${found.detail ?? ''}`.trim();
}

describe('facts of a probe', () => {
  it('reads every fact', () => {
    const lists = [
      'mount /',
      'mount /srv/with\\040blank',
      'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*',
      'tcp LISTEN 0 128 [::]:22 [::]:*',
      'tcp LISTEN 0 511 *:80 *:*',
      'udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*',
      'udp UNCONN 0 0 0.0.0.0:41641 0.0.0.0:*',
    ];
    expect(factsOf({}, lists)).toEqual({
      bootId,
      uptimeMs: 17_280_000_520,
      kernelRunning: '6.1.0-25-amd64',
      kernelNewest: '6.1.0-25-amd64',
      rebootSignals: [
        { source: 'debian-flag', value: 'no', detail: null },
        { source: 'newer-kernel', value: 'no', detail: null },
      ],
      os: 'Debian GNU/Linux 12 (bookworm)',
      virtualisation: 'kvm',
      initStartTicks: 25,
      failedUnits: [],
      listeners: ['tcp 0.0.0.0:22', 'tcp [::]:22', 'tcp [::]:80', 'udp 127.0.0.53%lo:53'],
      mounts: ['/', '/srv/with blank'],
      units: ['cron.service', 'ssh.service'],
      routes: ['eth0 00000000/00000000 0101000A'],
      disks: ['sda 1000204886016'],
      timeSynchronised: 'yes',
      cpus: 5,
      memoryKib: 24_684_084,
      clockOffsetMs: 0,
      systemState: 'running',
      nologin: false,
      fenced: 'no',
    });
  });

  it('reads listeners out of /proc/net where there is no ss', () => {
    const lists = [
      'tcp-hex 0100007F:0016',
      'tcp-hex 00000000000000000000000001000000:1F90',
      'tcp-hex 0000000000000000FFFF00000100007F:0050',
      'udp-hex 00000000:0035',
    ];
    expect(factsOf({}, lists).listeners).toEqual([
      'tcp 127.0.0.1:22',
      'tcp [::1]:8080',
      'tcp [::ffff:127.0.0.1]:80',
      'udp 0.0.0.0:53',
    ]);
  });

  it.each([
    ['failedUnits', { 'failed-known': '' }],
    ['listeners', { 'listeners-known': null }],
    ['mounts', { 'mounts-known': null }],
    ['os', { os: '' }],
    ['virtualisation', { virt: '' }],
    ['initStartTicks', { init: '' }],
    ['initStartTicks', { init: '25x' }],
    ['cpus', { cpus: 'many' }],
    ['memoryKib', { memory: '-1' }],
    ['clockOffsetMs', { time: '' }],
    ['clockOffsetMs', { time: '%s%N' }],
    ['systemState', { system: '' }],
    ['systemState', { system: 'offline' }],
    ['kernelNewest', { kernels: '' }],
  ] as const)('has no %s when the host printed %j', (fact, changes) => {
    expect(factsOf(changes)[fact]).toBeNull();
  });

  it('takes a login ban for granted when the host did not say', () => {
    expect(factsOf({ nologin: null }).nologin).toBe(true);
  });

  it('sorts failed units', () => {
    expect(factsOf({ system: 'degraded', failed: 'b.service a.service' }).failedUnits).toEqual([
      'a.service',
      'b.service',
    ]);
  });
});

describe('an answer like the last one', () => {
  it('is not read twice, except for what changes with time', () => {
    const first = parseProbeOutput(answerText({}), 7, { trip, before: null });
    if (first.kind !== 'facts') throw new Error(first.detail);
    const later = answerText({
      uptime: '17280060.52',
      'uptime-end': '17280060.52',
      time: '1795356549050000000',
    });
    const second = parseProbeOutput(later, 7, { trip, before: first });
    expect(second).toMatchObject({ facts: { uptimeMs: 17_280_060_520, clockOffsetMs: 1000 } });
    expect(second.kind === 'facts' && second.facts.mounts === first.facts.mounts).toBe(true);
  });

  it('is read when anything in it differs', () => {
    const first = parseProbeOutput(answerText({}), 7, { trip, before: null });
    if (first.kind !== 'facts') throw new Error(first.detail);
    const second = parseProbeOutput(answerText({ nologin: 'yes' }), 7, { trip, before: first });
    expect(second).toMatchObject({ facts: { nologin: true } });
  });
});

describe('the clock of a host', () => {
  it.each([
    ['nanoseconds', '1795356549050000000', 1000],
    ["bash's microseconds", '1795356549.050000', 1000],
    ['a decimal comma', '1795356549,050000', 1000],
    ['whole seconds of an old busybox', '1795356548%N', 450],
    ['whole seconds', '1795356548', 450],
  ])('is compared by %s', (_what, time, offset) => {
    expect(factsOf({ time }).clockOffsetMs).toBe(offset);
  });

  it('does not blame the wire for the time the host needed', () => {
    // 100 ms between question and answer, 80 of them on the host: the question arrived after 10.
    const facts = factsOf({ uptime: '5.00', 'uptime-end': '5.08', time: '1795356548010000000' });
    expect(facts.clockOffsetMs).toBe(0);
  });
});

describe('reboot signals', () => {
  it.each([
    ['debian-flag', { flag: 'yes linux-image-6.1.0-26-amd64 libc6' }, 'yes linux-image-6.1.0-26-amd64 libc6'],
    ['debian-flag', { flag: 'yes', family: 'fedora ' }, 'yes'],
    ['debian-flag', { flag: 'no' }, 'no'],
    ['debian-flag', { family: 'ubuntu debian' }, 'no'],
    ['debian-flag', { family: '"rocky" "rhel centos fedora"' }, 'absent'],
    ['suse-flag', { 'suse-flag': 'kexec' }, 'yes kexec'],
    ['suse-flag', {}, 'absent'],
    // Up for 200 days until 1795356548: booted at 1778076547.
    ['rpm-installed', { family: 'rhel fedora', 'rpm-installed': '1778076000:glibc 1778076500:kernel' }, 'no'],
    [
      'rpm-installed',
      { family: '"rocky" "rhel centos fedora"', 'rpm-installed': '1778076000:glibc 1780000000:kernel-core' },
      'yes installed since the boot: kernel-core',
    ],
    ['rpm-installed', { 'rpm-installed': '1780000000:glibc' }, 'absent'],
    ['debian-kernel-build', { 'kernel-build': buildOf('6.1.106-3'), 'kernel-package': '6.1.106-3' }, 'no'],
    [
      'debian-kernel-build',
      { 'kernel-build': buildOf('6.1.106-1'), 'kernel-package': '6.1.106-3' },
      'yes 6.1.106-3 is installed, 6.1.106-1 runs',
    ],
    ['debian-kernel-build', { 'kernel-build': 'Linux version 6.8.0-50-generic #51-Ubuntu SMP' }, 'absent'],
    ['debian-kernel-build', { virt: 'lxc', 'kernel-build': buildOf('6.1.106-1') }, 'absent'],
    ['newer-kernel', {}, 'no'],
    ['newer-kernel', { kernel: '6.1.0-9-amd64' }, 'yes 6.1.0-25-amd64'],
    ['newer-kernel', { virt: 'lxc' }, 'unknown a container runs the kernel of its host'],
  ])('%s with %j: %s', (source, changes, expected) => {
    expect(signal(source, changes)).toBe(expected);
  });

  it('does not read "no" out of a flag that nobody would raise', () => {
    expect(signal('debian-flag', { 'flag-writer': '' })).toMatch(/^unknown no package/);
    expect(signal('suse-flag', { family: '"opensuse-leap" "suse opensuse"' })).toMatch(/^unknown/);
    expect(signal('rpm-installed', { family: 'fedora ' })).toMatch(/^unknown rpm did not say/);
    expect(signal('rpm-installed', { family: 'rhel', 'rpm-installed': 'error: rpmdb' })).toMatch(/^unknown/);
    expect(signal('rpm-installed', { family: 'rhel', time: '', 'rpm-installed': '1:glibc' })).toMatch(
      /^unknown/,
    );
    expect(signal('debian-kernel-build', { 'kernel-build': buildOf('6.1.106-3') })).toMatch(/^unknown dpkg/);
    expect(signal('newer-kernel', { kernels: '/boot/vmlinuz-linux' })).toMatch(/^unknown/);
    expect(signal('newer-kernel', { kernels: '/boot/vmlinuz-6.1.0-9-amd64' })).toMatch(/^unknown/);
  });
});

describe('what is not an answer', () => {
  it.each([
    ['an error instead of a boot id', answerText({ boot: 'cat: /proc/sys: Input/output error' })],
    ['a boot id in capitals', answerText({ boot: bootId.toUpperCase() })],
    ['no boot id', answerText({ boot: null })],
    ['no uptime', answerText({ uptime: '' })],
    ['a negative uptime', answerText({ uptime: '-5.00' })],
    ['no kernel', answerText({ kernel: null })],
    ['another question’s answer', answerText({}).replaceAll(/(begin|end) 7/g, '$1 8')],
    ['no begin', answerText({}).replace('stagger/1 begin 7\n', '')],
    ['no end', answerText({}).replace('stagger/1 end 7\n', '')],
    ['an end before the begin', 'stagger/1 end 7\nstagger/1 begin 7\n'],
    ['nothing', ''],
  ])('%s is garbage', (_what, text) => {
    expect(parseProbeOutput(text, 7, { trip, before: null }).kind).toBe('garbage');
  });

  it('ignores the noise of start-up files, even if it looks like facts', () => {
    const text = `Welcome!\nboot 00000000-0000-0000-0000-000000000000\n${answerText({})}`;
    expect(parseProbeOutput(text, 7, { trip, before: null })).toMatchObject({
      kind: 'facts',
      facts: { bootId },
    });
  });

  it('never throws, and never makes facts without a boot id of its own', () => {
    const line = fc.oneof(
      fc.constantFrom(...Object.entries(usual).map(([key, value]) => `${key} ${value}`)),
      fc.string(),
      fc.constantFrom(
        'stagger/1 begin 7',
        'stagger/1 end 7',
        'cpus 5-1,',
        'mount \\999',
        'tcp x',
        'tcp-hex FF:1',
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const parsed = parseProbeOutput(`${lines.join('\n')}\n`, 7, { trip, before: null });
        expect(parsed.kind === 'garbage' || parsed.facts.bootId === bootId).toBe(true);
      }),
    );
  });

  it('cleans and cuts what it shows of a stranger', () => {
    const facts = factsOf({ os: `\u001b[31mred\u202e${'x'.repeat(5000)}` });
    expect(facts.os).toMatch(/^\[31mredx+$/);
    expect(facts.os?.length).toBe(200);
    const garbage = parseProbeOutput(`\u001b]0;title\u0007${'y'.repeat(5000)}`, 7, { trip, before: null });
    expect(garbage.kind === 'garbage' ? garbage.detail.length : 0).toBeLessThan(300);
    expect(JSON.stringify(garbage)).not.toContain('\\u001b');
  });
});
