// HAProxy's runtime API: reads a server's state and changes it, one command line a question. Words that reach it are
// held to their shapes here again, so that no name from an inventory can become a second command.

import type { Seat, SeatChange, SeatState } from '../../core/rotation/rotation.ts';
import type { HostSocket } from '../../ports/host-socket.ts';
import type { LoadBalancers, SeatProblem } from '../../ports/load-balancer.ts';

/** HAProxy's own rule for names of proxies and servers. */
const nameShape = /^[A-Za-z0-9_.:-]{1,200}$/;

export function createHaproxyRuntime(sockets: HostSocket): LoadBalancers {
  const ask = async (
    seat: Seat,
    line: string,
    deadlineMs: number,
  ): Promise<{ readonly kind: 'text'; readonly text: string } | SeatProblem> => {
    if (!nameShape.test(seat.backend) || !nameShape.test(seat.server))
      return problem(seat, 'the names of backend and server are no names of HAProxy; nothing was sent');
    const answer = await sockets.askSocket(seat.balancer, { path: seat.socket, line }, { deadlineMs });
    if (answer.kind === 'missed') return problem(seat, `${answer.failure}: ${answer.detail}`);
    return { kind: 'text', text: answer.text };
  };

  return {
    read: async (seat, { deadlineMs }) => {
      // Two commands on one line: state first, then its counters (type 4 is servers).
      const line = `show servers state ${seat.backend};show stat ${seat.backend} 4 -1`;
      const answer = await ask(seat, line, deadlineMs);
      return answer.kind === 'error' ? answer : parseSeat(seat, answer.text);
    },
    change: async (seat, change, { deadlineMs }) => {
      const answer = await ask(seat, commandFor(seat, change), deadlineMs);
      if (answer.kind === 'error') return answer;
      const said = answer.text.trim();
      return said === '' ? { kind: 'changed' } : problem(seat, said);
    },
  };
}

function commandFor({ backend, server }: Seat, change: SeatChange): string {
  const place = `${backend}/${server}`;
  switch (change.kind) {
    case 'drain':
    case 'ready':
      return `set server ${place} state ${change.kind}`;
    case 'weight':
      return `set server ${place} weight ${change.weight}`;
  }
}

function problem({ balancer, backend, server }: Seat, detail: string): SeatProblem {
  const said = detail.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 400);
  return { kind: 'error', detail: `HAProxy on ${balancer.hostId}, ${backend}/${server}: ${said}` };
}

/** Bits of `srv_admin_state`, as HAProxy's management guide lists them. */
const MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20;
const DRAIN = 0x08 | 0x10;

type Table = readonly ReadonlyMap<string, string>[];

/** Rows below a header line that begins with `#`. */
function tableAt(lines: readonly string[], first: string, separator: RegExp): Table {
  const header = lines.findIndex((line) => line.startsWith(`# ${first}`));
  if (header < 0) return [];
  const names = (lines[header] ?? '').slice(2).split(separator);
  const rows: ReadonlyMap<string, string>[] = [];
  for (const line of lines.slice(header + 1)) {
    if (line.trim() === '') break;
    const values = line.split(separator);
    rows.push(new Map(names.map((name, index) => [name, values[index] ?? ''])));
  }
  return rows;
}

function parseSeat(
  seat: Seat,
  text: string,
): { readonly kind: 'state'; readonly state: SeatState } | SeatProblem {
  const lines = text.split('\n');
  const states = tableAt(lines, 'be_id', / /);
  const state = states.find((row) => row.get('srv_name') === seat.server);
  const counters = tableAt(lines, 'pxname', /,/).find((row) => row.get('svname') === seat.server);
  const [first = ''] = lines.filter((line) => line.trim() !== '');
  if (state === undefined || counters === undefined)
    return problem(seat, states.length > 0 ? 'there is no such server' : `no answer to read: ${first}`);
  const admin = number(state.get('srv_admin_state'));
  const weight = number(state.get('srv_uweight'));
  const sessions = number(counters.get('scur'));
  if (admin === null || weight === null || sessions === null)
    return problem(seat, 'its state, its weight or its sessions cannot be read');
  const sum = (...names: readonly string[]): number =>
    names.reduce((total, name) => total + (number(counters.get(name)) ?? 0), 0);
  return {
    kind: 'state',
    state: {
      admin: (admin & MAINTENANCE) !== 0 ? 'maint' : (admin & DRAIN) !== 0 ? 'drain' : 'ready',
      weight,
      sessions,
      status: counters.get('status') ?? '',
      requests: sum('stot'),
      errors: sum('econ', 'eresp', 'hrsp_5xx'),
    },
  };
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
