// From what somebody typed to a question, in English or Korean words. Pure and total: whatever is typed, at most a
// question comes out. A name that equals a word of ours is still found by saying what it is (`host next`).

import { DAY_MS, HOUR_MS, type DurationMs } from '../brand.ts';
import { civilDateOf, localDayOf } from '../calendar/local-day.ts';
import type { NearestName, Parsed, Question, Since } from './question.ts';

type Word =
  | 'help'
  | 'host'
  | 'rack'
  | 'service'
  | 'owner'
  | 'overdue'
  | 'due'
  | 'what-if'
  | 'next'
  | 'rebooted'
  | 'added'
  | 'campaign'
  | 'stop';

/** Every way to say a word; longer phrases are tried first. */
const phrases: Readonly<Record<Word, readonly string[]>> = {
  help: ['help', '?', 'how', '도움말', '도움', '사용법'],
  host: ['host', 'server', 'uptime of', 'uptime', '서버', '호스트', '가동 시간', '가동시간'],
  rack: ['rack', '랙'],
  service: ['service', '서비스'],
  owner: ['owner of', 'owner', 'who owns', 'team', '담당자', '담당', '소유자', '팀'],
  overdue: ['overdue', 'late', '기한 초과', '기한초과', '초과'],
  due: ['due soon', 'due', '기한 임박', '임박'],
  'what-if': ['what if', 'what-if', 'whatif', '만약', '영향'],
  next: ['what is next', "what's next", 'next', '다음'],
  rebooted: ['rebooted since', 'rebooted in', 'rebooted', '재부팅'],
  added: ['added since', 'added in', 'added', '추가'],
  campaign: ['campaigns', 'campaign', '재부팅 작업', '작업', '캠페인'],
  stop: ['stop', '중지', '정지'],
};

const spoken = Object.entries(phrases)
  .flatMap(([word, ways]) => ways.map((way) => ({ word: word as Word, tokens: way.split(' ') })))
  .sort((a, b) => b.tokens.length - a.tokens.length);

/** Words after which the answer is for the whole channel. */
const inChannel = [['in', 'channel'], ['in_channel'], ['공개'], ['채널에']];

/** A name of more than this is none of ours; nothing longer is compared or repeated. */
const MAX_CHARS = 1_000;
const MAX_DOMAINS = 20;
const DEFAULT_SINCE: Since = { kind: 'ago', lengthMs: 7 * DAY_MS };
const MAX_SINCE_MS = 3_660 * DAY_MS;

/** Reads `text` (without the mention of the bot). Nothing typed means help. */
export function parseQuestion(text: string, nearest: NearestName): Parsed {
  const all = text
    .normalize('NFC')
    .slice(0, MAX_CHARS)
    .split(/\s+/)
    .filter((token) => token !== '');
  const end = inChannel.find((words) => endsWith(all, words));
  const tokens = end === undefined ? all : all.slice(0, -end.length);
  const audience = end === undefined ? 'asker' : 'channel';
  const read = readTokens(tokens, nearest);
  return 'question' in read ? { kind: 'question', question: read.question, audience } : read;
}

type Read = { readonly question: Question } | Exclude<Parsed, { kind: 'question' }>;

function readTokens(tokens: readonly string[], nearest: NearestName): Read {
  const said = withoutMark(tokens).map((token) => token.toLowerCase());
  if (said.length === 0) return { question: { kind: 'help' } };
  const known = spoken.find((phrase) => phrase.tokens.every((token, index) => said[index] === token));
  if (known !== undefined)
    return complete(known.word, withoutMark(tokens).slice(known.tokens.length), known.tokens.join(' '));
  const [only] = withoutMark(tokens);
  if (tokens.length === 1 && only !== undefined) return { question: { kind: 'name', name: only } };
  const found = tokens.join(' ');
  const words = spoken.filter((phrase) => phrase.tokens.length === 1).flatMap((phrase) => phrase.tokens);
  return { kind: 'not-understood', found, nearest: nearest(said[0] ?? '', words) };
}

/** A question mark at the end is manners, not a name. */
function withoutMark(tokens: readonly string[]): readonly string[] {
  if (tokens.length === 1 && tokens[0] === '?') return tokens;
  return tokens
    .map((token, index) => (index === tokens.length - 1 ? token.replace(/[?？]+$/, '') : token))
    .filter((token) => token !== '');
}

function complete(word: Word, rest: readonly string[], spokenAs: string): Read {
  const name = rest.join(' ');
  switch (word) {
    case 'help':
    case 'overdue':
    case 'due':
    case 'next':
      return { question: { kind: word } };
    case 'host':
    case 'rack':
    case 'service':
    case 'owner':
      return name === ''
        ? { kind: 'incomplete', word: spokenAs, needs: 'name' }
        : { question: { kind: word, name } };
    case 'what-if': {
      const domains = rest
        .flatMap((token) => token.split(','))
        .filter((token) => token !== '' && !connectives.has(token.toLowerCase()));
      return domains.length === 0
        ? { kind: 'incomplete', word: spokenAs, needs: 'domain' }
        : { question: { kind: word, domains: joinedLevels(domains).slice(0, MAX_DOMAINS) } };
    }
    case 'rebooted':
    case 'added': {
      const since = readSince(rest);
      return since === null
        ? { kind: 'incomplete', word: spokenAs, needs: 'time' }
        : { question: { kind: word, since } };
    }
    case 'campaign':
    case 'stop':
      return {
        question: { kind: word, id: name === '' || fleetWords.has(name.toLowerCase()) ? null : name },
      };
  }
}

/** `stop all`: the same as `stop`. */
const fleetWords: ReadonlySet<string> = new Set(['all', 'everything', 'fleet', '전체', '모두']);

const connectives: ReadonlySet<string> = new Set([
  'and',
  'goes',
  'fails',
  'dies',
  'is',
  'lost',
  '와',
  '과',
  '및',
]);

const levels: Readonly<Record<string, string>> = {
  host: 'host',
  server: 'host',
  서버: 'host',
  호스트: 'host',
  rack: 'rack',
  랙: 'rack',
  feed: 'feed',
  전원: 'feed',
  zone: 'zone',
  존: 'zone',
  site: 'site',
  사이트: 'site',
  hypervisor: 'hypervisor',
  하이퍼바이저: 'hypervisor',
};

/** `rack r12` is `rack:r12`; a level in Korean is the same level. */
function joinedLevels(tokens: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const next = tokens[index + 1];
    const colon = token.indexOf(':');
    const level = levels[token.toLowerCase()];
    if (colon > 0) {
      const named = token.slice(0, colon).toLowerCase();
      joined.push(`${levels[named] ?? named}:${token.slice(colon + 1)}`);
    } else if (level !== undefined && next !== undefined && !next.includes(':')) {
      joined.push(`${level}:${next}`);
      index += 1;
    } else joined.push(token);
  }
  return joined;
}

const units: Readonly<Record<string, DurationMs>> = {
  h: HOUR_MS,
  hour: HOUR_MS,
  hours: HOUR_MS,
  시간: HOUR_MS,
  d: DAY_MS,
  day: DAY_MS,
  days: DAY_MS,
  일: DAY_MS,
  w: 7 * DAY_MS,
  week: 7 * DAY_MS,
  weeks: 7 * DAY_MS,
  주: 7 * DAY_MS,
};

const fillers: ReadonlySet<string> = new Set([
  'since',
  'in',
  'the',
  'last',
  'ago',
  '최근',
  '전',
  '동안',
  '이후',
  '부터',
]);

/** `7d`, `24 hours`, `last 2 weeks`, `yesterday`, `2026-11-01`, `7일`; nothing is a week; null is not readable. */
function readSince(tokens: readonly string[]): Since | null {
  const said = tokens.map((token) => token.toLowerCase()).filter((token) => !fillers.has(token));
  if (said.length === 0) return DEFAULT_SINCE;
  const text = said.join('');
  if (text === 'yesterday' || text === '어제') return { kind: 'ago', lengthMs: DAY_MS };
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (date !== null) return beginningOf(date.slice(1).map(Number));
  const [, count, unit = ''] = /^(\d{1,4})(\p{L}+)$/u.exec(text) ?? [];
  const unitMs = units[unit.replace(/(간|이후|부터|전)$/u, (end) => (unit === '시간' ? end : ''))];
  if (count === undefined || unitMs === undefined) return null;
  const lengthMs = Number(count) * unitMs;
  return lengthMs >= HOUR_MS && lengthMs <= MAX_SINCE_MS ? { kind: 'ago', lengthMs } : null;
}

/** The beginning of a date that the calendar has, in UTC. */
function beginningOf([year = 0, month = 0, day = 0]: readonly number[]): Since | null {
  const number = localDayOf({ year, month, day });
  const same = civilDateOf(number);
  if (same.year !== year || same.month !== month || same.day !== day) return null;
  return { kind: 'day', at: number * DAY_MS };
}

function endsWith(tokens: readonly string[], words: readonly string[]): boolean {
  const offset = tokens.length - words.length;
  return offset >= 0 && words.every((word, index) => tokens[offset + index]?.toLowerCase() === word);
}
