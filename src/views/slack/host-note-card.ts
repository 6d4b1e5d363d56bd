// To an owner: a host of theirs is away, is back, or rebooted by itself. One message for a few hosts; it is edited.

import { assertNever } from '../../core/brand.ts';
import type { ServiceHit } from '../../core/incident/event.ts';
import type { HostNote, NotedHost } from '../../core/incident/host-note.ts';
import type { Catalogue } from '../text/en.ts';
import { callText } from './campaign-note.ts';
import { hitLine, lengthText } from './incident-text.ts';
import { code, date, listWithin } from './mrkdwn.ts';
import { section, type SlackMessage } from './slack-message.ts';

const HOST_LINES = 8;
const HIT_LINES = 6;

export function renderHostNote(
  { hosts }: HostNote,
  hits: readonly ServiceHit[],
  text: Catalogue,
  call: readonly string[] = [],
): SlackMessage {
  const noted = [...hosts.values()];
  // Who is away is what people look for first.
  const inOrder = [...noted.filter(isAway), ...noted.filter((one) => !isAway(one))];
  const limits = { items: HOST_LINES, chars: 1_600, separator: '\n', more: text.more };
  const body = listWithin(inOrder, (one) => hostLine(one, text), limits);
  const hitLines = listWithin(hits, (hit) => `• ${hitLine(hit, text)}`, {
    items: HIT_LINES,
    chars: 900,
    separator: '\n',
    more: text.more,
  });
  const called = callText(call, text);
  const whole = [
    `*${titleOf(noted, text)}*`,
    body,
    ...(hits.length === 0 ? [] : [text.label(text.hostNote.hits, hitLines)]),
    ...(called === null ? [] : [called]),
  ].join('\n');
  return { text: whole, blocks: [section(whole)] };
}

function isAway({ state }: NotedHost): boolean {
  return state.kind === 'lost';
}

function titleOf(noted: readonly NotedHost[], text: Catalogue): string {
  const [only, ...others] = noted;
  if (only === undefined || others.length > 0)
    return text.hostNote.titleMany(noted.length, noted.filter(isAway).length);
  const name = code(only.host);
  switch (only.state.kind) {
    case 'lost':
      return text.hostNote.titleLost(name);
    case 'returned':
      return text.hostNote.titleReturned(name);
    case 'rebooted':
      return text.hostNote.titleRebooted(name);
    default:
      return assertNever(only.state);
  }
}

function hostLine({ host, state, losses }: NotedHost, text: Catalogue): string {
  const name = code(host);
  const times = losses > 1 ? ` ${text.hostNote.times(losses)}` : '';
  switch (state.kind) {
    case 'lost': {
      const { lostAt, lastSeenAt } = state.loss;
      const seen = lastSeenAt === null ? text.hostNote.neverSeen : date(lastSeenAt);
      return `${text.hostNote.lost(name, date(lostAt), seen)}${times}`;
    }
    case 'returned': {
      const length = lengthText(Math.max(0, state.at - state.loss.lostAt), text);
      const said = {
        same: text.hostNote.returnedSame,
        new: text.hostNote.returnedNew,
        unknown: text.hostNote.returnedUnknown,
      }[state.boot];
      return `${said(name, date(state.at), length)}${times}`;
    }
    case 'rebooted':
      return `${text.hostNote.rebooted(name, date(state.bootedAt))}${times}`;
    default:
      return assertNever(state);
  }
}
