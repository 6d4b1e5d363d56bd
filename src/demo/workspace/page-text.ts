// The words of the workspace page around the messages. The messages themselves come from the app.

import type { Language } from '../../views/text/language.ts';
import type { FieldProblem } from './interactions.ts';

export type PageText = {
  readonly title: string;
  readonly local: string;
  readonly you: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly connected: (sockets: number) => string;
  readonly away: string;
  readonly stopped: string;
  readonly app: string;
  readonly edited: string;
  readonly onlyYou: string;
  readonly replies: (count: number) => string;
  readonly empty: string;
  readonly notDelivered: string;
  readonly close: string;
  readonly home: string;
  readonly homeEmpty: string;
  readonly direct: string;
  readonly compose: string;
  readonly composeHint: string;
  readonly send: string;
  readonly field: (problem: FieldProblem) => string;
};

export const pageTexts: Readonly<Record<Language, PageText>> = {
  en: {
    title: 'Stagger demo workspace',
    local: 'A Slack-like workspace on this machine. Nothing leaves it.',
    you: 'You are',
    roles: {
      U0APPROVER: 'approver',
      U0SECOND: 'second approver',
      U0REQUESTER: 'asked for the plan',
      U0STRANGER: 'not an approver',
    },
    connected: (sockets) => `Stagger is connected (${sockets} ${sockets === 1 ? 'socket' : 'sockets'})`,
    away: 'Stagger is not connected',
    stopped: 'The demo has stopped',
    app: 'APP',
    edited: '(edited)',
    onlyYou: 'Only visible to you',
    replies: (count) => (count === 1 ? '1 reply' : `${count} replies`),
    empty: 'No message yet. Stagger posts its plan here.',
    notDelivered: 'Stagger did not answer. Nothing was decided; press it again.',
    close: 'Close',
    home: 'Stagger’s Home',
    homeEmpty: 'Stagger has not written this Home yet.',
    direct: 'From Stagger, to you',
    compose: 'Ask Stagger, or write to the channel',
    composeHint: '/stagger what if rack:seoul-a-r12',
    send: 'Send',
    field: (problem) => {
      switch (problem.kind) {
        case 'required':
          return 'Please fill this in.';
        case 'too-short':
          return `Please enter at least ${problem.least} characters.`;
        case 'too-long':
          return `Please enter at most ${problem.most} characters.`;
        case 'refused':
          return problem.why;
      }
    },
  },
  ko: {
    title: 'Stagger 데모 워크스페이스',
    local: '이 컴퓨터에서만 동작하는 Slack 모양의 워크스페이스입니다. 외부로는 아무것도 보내지 않습니다.',
    you: '현재 사용자',
    roles: {
      U0APPROVER: '승인자',
      U0SECOND: '두 번째 승인자',
      U0REQUESTER: '계획 요청자',
      U0STRANGER: '승인자 아님',
    },
    connected: (sockets) => `Stagger 연결됨 (소켓 ${sockets}개)`,
    away: 'Stagger가 연결되어 있지 않음',
    stopped: '데모가 종료되었습니다',
    app: '앱',
    edited: '(수정됨)',
    onlyYou: '나에게만 표시됨',
    replies: (count) => `댓글 ${count}개`,
    empty: '아직 메시지가 없습니다. Stagger가 여기에 계획을 올립니다.',
    notDelivered: 'Stagger가 응답하지 않았습니다. 아무것도 결정되지 않았으니 다시 누르세요.',
    close: '닫기',
    home: 'Stagger 홈',
    homeEmpty: '아직 Stagger가 홈을 쓰지 않았습니다.',
    direct: 'Stagger의 다이렉트 메시지',
    compose: 'Stagger에게 묻거나 채널에 쓰기',
    composeHint: '/stagger 만약 rack:seoul-a-r12',
    send: '보내기',
    field: (problem) => {
      switch (problem.kind) {
        case 'required':
          return '입력해 주세요.';
        case 'too-short':
          return `${problem.least}자 이상 입력해 주세요.`;
        case 'too-long':
          return `${problem.most}자 이하로 입력해 주세요.`;
        case 'refused':
          return problem.why;
      }
    },
  },
};
