// Peers on loopback that are not what they should be: each takes a TCP connection and then misbehaves in one way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { SshTarget } from '../../../src/core/fleet/ssh-target.ts';
import type { HostId } from '../../../src/core/fleet/ids.ts';

export type Peer = { readonly target: SshTarget; readonly stop: () => Promise<void> };

export function targetAt(address: string, port: number): SshTarget {
  return { hostId: `peer-${address}-${port}` as HostId, address, port, user: 'stagger', assumed: [] };
}

/** A server that does `act` with each connection. */
export async function peer(act: (socket: Socket) => void): Promise<Peer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    act(socket);
  });
  server.listen(0, '127.77.0.1');
  await once(server, 'listening');
  return {
    target: targetAt('127.77.0.1', (server.address() as AddressInfo).port),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Listens and never accepts; its backlog is full, so that the kernel drops further connection attempts. */
export async function deafPeer(): Promise<Peer> {
  const program = `
    const server = require('node:net').createServer();
    server.listen({ host: '127.77.0.2', port: 0, backlog: 1 }, () => console.log(server.address().port));
  `;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  child.kill('SIGSTOP');
  const fillers: Socket[] = [];
  // The kernel grants a little more than the backlog asked for.
  for (let count = 0; count < 8; count += 1) {
    const socket = connect({ host: '127.77.0.2', port });
    socket.on('error', () => undefined);
    fillers.push(socket);
  }
  await Promise.race([...fillers.slice(0, 2).map((socket) => once(socket, 'connect'))]);
  return {
    target: targetAt('127.77.0.2', port),
    stop: async () => {
      for (const socket of fillers) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
