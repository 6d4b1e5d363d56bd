import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootId } from '../../../src/core/fleet/ids.ts';
import { hostControlContract } from '../../contracts/host-control-contract.ts';
import { controlOf } from './loopback-control.ts';
import { endIfAlive, startLoopbackSshd } from './loopback-sshd.ts';

// `systemctl reboot` and sudo are stood in for by programs that write down what they were asked.
hostControlContract('SSH to a real sshd', async () => {
  const sshd = await startLoopbackSshd();
  const journal = join(sshd.dir, 'reboots');
  sshd.putProgram('systemctl', `#!/bin/sh\n[ "$1" = reboot ] && echo reboot >>${journal}\necho running\n`);
  return {
    control: controlOf(sshd),
    target: sshd.target,
    refusing: { ...sshd.target, hostId: sshd.target.hostId, address: '127.77.255.254', port: 9 },
    bootId: () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() as BootId,
    rebootsMade: () => (existsSync(journal) ? readFileSync(journal, 'utf8').trim().split('\n').length : 0),
    denyReboots: () => {
      sshd.putProgram('id', '#!/bin/sh\necho 1000\n');
      sshd.putProgram('sudo', '#!/bin/sh\necho "sudo: a password is required" >&2; exit 1\n');
    },
    dropConnection: () => {
      for (const pid of sshd.sessionPids()) endIfAlive(pid);
    },
    stop: sshd.stop,
  };
});
