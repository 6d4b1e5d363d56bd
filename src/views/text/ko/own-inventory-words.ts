// 인벤토리가 바뀐 내용과 변경 금지 파일을 읽지 못한 이유를 Stagger가 영어로 남긴 말을 우리말로.

import type { ChangedKind } from '../../../core/fleet/fleet-change.ts';
import type { Phrase } from './phrase.ts';

const kinds: Readonly<Record<ChangedKind, string>> = {
  site: '사이트',
  zone: '존',
  rack: '랙',
  feed: '전원',
  domain: '장애 도메인',
  owner: '담당',
  host: '서버',
  service: '서비스',
  freeze: '변경 금지',
  waiver: '예외 승인',
};

const places: Readonly<Record<string, string>> = { zone: '존', rack: '랙', hypervisor: '하이퍼바이저' };

function place(english: string | undefined): string {
  if (english === 'no known place') return '위치 없음';
  const [kind = '', ...id] = (english ?? '').split(' ');
  return `${places[kind] ?? kind} ${id.join(' ')}`;
}

/** `a, b and 3 more` */
function listed(names: string | undefined): string {
  return (names ?? '').replace(/ and (\d+) more$/, ' 외 $1');
}

function change(english: string): string {
  const [, verb = '', rest = ''] = /^(added|removed|moved|changed|joined|left)\b ?(.*)$/.exec(english) ?? [];
  switch (verb) {
    case 'added':
      return rest === '' ? '추가' : `추가 (${place(rest.replace(/^in /, ''))})`;
    case 'removed':
      return rest === '' ? '삭제' : `삭제 (${place(rest.replace(/^from /, ''))})`;
    case 'moved': {
      const [from, to] = rest.replace(/^from /, '').split(' to ');
      return `이동: ${place(from)} → ${place(to)}`;
    }
    case 'changed':
      return `변경: ${rest.replace(/^in /, '')}`;
    case 'joined':
      return `서버 추가: ${listed(rest.replace(/^by /, ''))}`;
    default:
      return `서버 제외: ${listed(rest.replace(/^by /, ''))}`;
  }
}

const changedKinds = Object.keys(kinds).join('|');
const verbs = 'added|removed|moved|changed|joined|left';

export const inventoryPhrases: readonly Phrase[] = [
  [
    new RegExp(`^(${changedKinds})s? (.+): ((?:${verbs})\\b.*)$`),
    (kind, ids, says) =>
      `${kinds[kind as ChangedKind]} ${listed(ids)}: ${(says ?? '').split('; ').map(change).join('; ')}`,
  ],
  [/^caps: changed in (.+)$/, (fields) => `상한 변경: ${fields}`],
  [
    /^settings: changed; most take effect at the next start$/,
    () => '설정 파일이 바뀜. 대부분은 다음 시작 때 적용됨',
  ],
  [/^(\S+): it was not read$/, (path) => `${path}: 읽지 않음`],
  [/^(\S+): found (\S+), expected VCALENDAR$/, (path, found) => `${path}: VCALENDAR 대신 “${found}”`],
  [/^(\S+): it holds no event \(VEVENT\)$/, (path) => `${path}: 일정(VEVENT)이 없음`],
  [/^(\S+): the event "(.*)" has no DTSTART$/, (path, name) => `${path}: 일정 “${name}”에 DTSTART 없음`],
  [
    /^(\S+): the repeated event "(.*)" names two time zones$/,
    (path, name) => `${path}: 반복 일정 “${name}”의 시간대가 두 가지`,
  ],
  [
    /^(\S+): the event "(.*)" repeats more than ([\d,]+) times before (\d+): end it \(UNTIL\)$/,
    (path, name, most, year) =>
      `${path}: 일정 “${name}” 반복이 ${year}년 전까지 ${most}번을 넘음. UNTIL로 끝을 정할 것`,
  ],
  [
    /^(\S+): no date follows the rule of "(.*)" \((.*)\): write it another way, or its dates \(RDATE\)$/,
    (path, name, rule) =>
      `${path}: 일정 “${name}”의 반복 규칙 “${rule}”에 맞는 날짜가 없음. 규칙을 달리 쓰거나 날짜를 직접 적을 것(RDATE)`,
  ],
  [
    /^(\S+): the event "(.*)" is in the unknown time zone "(.*)"$/,
    (path, name, zone) => `${path}: 일정 “${name}”의 시간대 “${zone}”는 알 수 없음`,
  ],
  [
    /^(\S+): the event "(.*)" has no sound start and end$/,
    (path, name) => `${path}: 일정 “${name}”의 시작과 끝이 올바르지 않음`,
  ],
  [
    /^(\S+): (?:its events|the repetitions of "(.*)") make more than ([\d,]+) freezes until (\d+): end repetitions \(UNTIL\) or join them$/,
    (path, name, most, year) =>
      `${path}: ${name === undefined ? '일정' : `일정 “${name}” 반복`}에서 나오는 변경 금지가 ${year}년까지 ${most}개를 넘음. UNTIL로 끝을 정하거나 합칠 것`,
  ],
];
