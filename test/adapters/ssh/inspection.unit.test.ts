import { describe, expect, it } from 'vitest';
import { parseInspection } from '../../../src/adapters/ssh/inspection-output.ts';
import { inspectionCommand, inspectionScript } from '../../../src/adapters/ssh/inspection-script.ts';

const answer = (...lines: readonly string[]): string =>
  ['motd of the host', 'stagger/1 inspection', ...lines, 'stagger/1 inspected', ''].join('\n');

describe('the inspection script', () => {
  it('is one word in single quotes for every login shell', () => {
    expect(inspectionScript).not.toMatch(/['\n!]|\\\\/);
    expect(inspectionCommand).toBe(`exec /bin/sh -c '${inspectionScript}'`);
  });
});

describe('what the inspection printed', () => {
  it.each([
    ['', null],
    ['stagger/1 inspection\nright root\n', null],
    [answer(), null],
  ])('is nothing unless it is whole: %j', (text, expected) => {
    expect(parseInspection(text)).toEqual(expected);
  });

  it.each([
    [['right root'], { kind: 'root' }],
    [
      ['right refused sudo: a password is required'],
      { kind: 'refused', detail: 'sudo: a password is required' },
    ],
    [['right refused '], { kind: 'refused', detail: '' }],
    [['right allowed', 'rule (root) NOPASSWD: /usr/bin/systemctl reboot'], { kind: 'allowed' }],
    [['right allowed'], { kind: 'allowed' }],
    [
      ['right allowed', 'rule (ALL : ALL) ALL', 'rule (root) NOPASSWD: /usr/bin/systemctl reboot'],
      { kind: 'allowed' },
    ],
    [
      ['right allowed', 'rule (root) NOPASSWD: /usr/bin/systemctl reboot', 'rule (ALL : ALL) ALL'],
      { kind: 'password', rule: '(ALL : ALL) ALL' },
    ],
    [
      ['right allowed', 'rule (root) NOPASSWD: /usr/bin/apt-get, PASSWD: /usr/bin/systemctl reboot'],
      {
        kind: 'password',
        rule: '(root) NOPASSWD: /usr/bin/apt-get, PASSWD: /usr/bin/systemctl reboot',
      },
    ],
    [['right allowed', 'rule !authenticate, env_reset', 'rule (ALL) ALL'], { kind: 'allowed' }],
  ])('tells the right to reboot from %j', (lines, right) => {
    expect(parseInspection(answer(...lines))?.right).toEqual(right);
  });

  it.each([
    [['apt Unattended-Upgrade::Automatic-Reboot "true";'], [{ kind: 'unattended-upgrades', at: null }]],
    [
      [
        'apt APT::Periodic::Unattended-Upgrade "1";',
        'apt Unattended-Upgrade::Automatic-Reboot "1";',
        'apt Unattended-Upgrade::Automatic-Reboot-Time "02:00";',
      ],
      [{ kind: 'unattended-upgrades', at: '02:00' }],
    ],
    [['apt Unattended-Upgrade::Automatic-Reboot "false";'], []],
    [['apt APT::Periodic::Unattended-Upgrade "0";', 'apt Unattended-Upgrade::Automatic-Reboot "true";'], []],
    [['dnf-reboot when-needed'], []],
    [['dnf-reboot never', 'dnf-timer dnf-automatic.timer'], []],
    [
      ['dnf-reboot when-needed', 'dnf-timer dnf-automatic.timer'],
      [{ kind: 'dnf-automatic', when: 'when-needed' }],
    ],
    [['service rebootmgr.service'], [{ kind: 'service', unit: 'rebootmgr.service' }]],
    [['process kured', 'process kured'], [{ kind: 'process', name: 'kured' }]],
    [['needrestart /etc/needrestart/conf.d/a.conf'], [{ kind: 'needrestart' }]],
    [['cron /etc/cron.d/nightly'], [{ kind: 'cron', file: '/etc/cron.d/nightly' }]],
    [['scheduled-shutdown'], [{ kind: 'scheduled-shutdown' }]],
  ])('tells who else reboots it from %j', (lines, agents) => {
    expect(parseInspection(answer('right root', ...lines))?.agents).toEqual(agents);
  });

  it('drops what could disturb a terminal', () => {
    const parsed = parseInspection(answer('right refused \u001b[2Jgone\u202e'));
    expect(parsed?.right).toEqual({ kind: 'refused', detail: '[2Jgone' });
  });
});
