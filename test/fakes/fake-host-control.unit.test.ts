import type { SshTarget } from '../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../src/core/fleet/ids.ts';
import { hostControlContract } from '../contracts/host-control-contract.ts';
import { FakeHostControl } from './fake-host-control.ts';

function target(name: string): SshTarget {
  return { hostId: name as HostId, address: `${name}.example`, port: 22, user: 'stagger', assumed: [] };
}

hostControlContract('FakeHostControl', () => {
  const control = new FakeHostControl();
  const host = control.addHost('web-1' as HostId);
  control.addHost('web-2' as HostId).failure = 'connection-refused';
  host.command = ([program = '', ...words]) => {
    if (program === '/bin/sleep') return 'hangs';
    if (program === '/bin/false') return { exitCode: 1, output: '' };
    return { exitCode: 0, output: `${words.join(' ')}\n` };
  };
  return Promise.resolve({
    control,
    target: target('web-1'),
    refusing: target('web-2'),
    bootId: () => host.bootId,
    rebootsMade: () => host.accepted.length,
    denyReboots: () => {
      host.rebootOutcome = { kind: 'refused', detail: 'fake: no sudo rule' };
    },
    dropConnection: () => control.dropConnection(host.id),
    stop: () => Promise.resolve(),
  });
});
