// What systemd would hear, on a real datagram socket (Perl's: Node has none of that kind).
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServiceNotifier } from '../../../src/adapters/systemd/service-notifier.ts';

const listen = `
  use Socket; $| = 1;
  socket(my $s, AF_UNIX, SOCK_DGRAM, 0); bind($s, sockaddr_un($ARGV[0])) or die;
  while (recv($s, my $m, 4096, 0) || 1) { $m =~ s/\\n/;/g; print "$m\\n" if length $m }
`;

let directory = '';
let systemd: ChildProcess;
let heard = '';

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-notify-'));
  heard = '';
  systemd = spawn('perl', ['-e', listen, join(directory, 'notify')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  systemd.stdout?.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  while (!existsSync(join(directory, 'notify'))) await sleep(5);
  return () => {
    systemd.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  };
});

const notifier = (environment: Readonly<Record<string, string>>, failures: string[] = []) =>
  createServiceNotifier({ PATH: process.env['PATH'], ...environment }, (error) => failures.push(error));

async function until(text: string): Promise<void> {
  while (!heard.includes(text)) await sleep(5);
}

describe('the service notifier', () => {
  it('tells systemd that it is ready, lives and stops', async () => {
    const told = notifier({ NOTIFY_SOCKET: join(directory, 'notify'), WATCHDOG_USEC: '120000000' });
    expect(told.aliveEveryMs).toBe(60_000);
    // systemd-notify waits for systemd to have read it (a barrier that this listener does not answer) and is cut off.
    void told.ready('60 hosts');
    await until('READY=1');
    expect(heard).toContain('STATUS=60 hosts');
    void told.alive();
    await until('WATCHDOG=1');
    void told.stopping();
    await until('STOPPING=1');
  });

  it('tells nobody where systemd did not start it', async () => {
    const failures: string[] = [];
    const told = notifier({}, failures);
    expect(told.aliveEveryMs).toBeNull();
    await told.ready('x');
    expect({ heard, failures }).toEqual({ heard: '', failures: [] });
  });

  it('minds only a watchdog that is for it', () => {
    const socket = { NOTIFY_SOCKET: '/nowhere' };
    expect(notifier({ ...socket, WATCHDOG_USEC: '1000', WATCHDOG_PID: '1' }).aliveEveryMs).toBeNull();
    expect(notifier({ ...socket, WATCHDOG_USEC: 'soon' }).aliveEveryMs).toBeNull();
    expect(
      notifier({ ...socket, WATCHDOG_USEC: '2000', WATCHDOG_PID: String(process.pid) }).aliveEveryMs,
    ).toBe(1);
  });
});
