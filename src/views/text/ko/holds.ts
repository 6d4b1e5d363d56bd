// 작업 전체를 보류하는 것과 그것이 풀리는 조건.

import type { holds as enHolds } from '../en/holds.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const holds: typeof enHolds = {
  incident: (cause, id) => `보류: 장애 ${cause} (${id}). 다음 서버를 시작하지 않습니다.`,
  incidentEnds: '장애가 끝나면 자동으로 계속합니다.',
  blind: (id) => `보류: Stagger가 서버를 볼 수 없음 (${id}). 다음 서버를 시작하지 않습니다.`,
  blindEnds: '서버가 다시 보이면 자동으로 계속합니다. Stagger 쪽 네트워크부터 확인하세요.',
  losses: (hosts) =>
    `보류: 최근 몇 분 사이 서버 ${number(hosts)}대 응답 없음. 다음 서버를 시작하지 않습니다.`,
  lossesEnd: '다시 응답하거나, 장애로 확인된 뒤 그 장애가 끝나면 자동으로 계속합니다.',
  stopSwitch: (why) => `정지 스위치로 보류: ${why}`,
  stopSwitchEnds: (command) => `${command} 명령으로 해제하면 계속합니다.`,
  stopped: (subject, hosts, why) => `${subject} 정지 스위치로 서버 ${number(hosts)}대 보류: ${why}`,
  service: (name) => `서비스 ${name}`,
  host: (name) => `서버 ${name}`,
  clock: (length) => `보류: 데몬이 동작하는 서버의 시계가 ${length}만큼 바뀜. 다음 서버를 시작하지 않습니다.`,
  clockEnds: '진행 중인 작업을 멈추고, 사람이 결정할 때까지 기다립니다.',
  unknown: (why) => `보류: 시작해도 되는지 확인할 수 없음 (${why}).`,
  unknownCauses: {
    'incidents-not-known': '장애 기록을 아직 읽지 못함',
    'incidents-not-recorded': (said) => `장애를 기록할 수 없음: ${said}`,
    'not-all-seen': '데몬을 시작한 뒤 아직 확인하지 못한 서버가 있음',
    'other-daemon': '이 데이터베이스로 다른 데몬이 시작됨. 둘 중 하나를 중지하세요',
    'other-database': '데이터베이스가 이 데몬이 시작할 때의 것이 아님. 데몬을 다시 시작하세요',
    'too-slow': '현재 상태를 제때 읽지 못함',
    'stop-switch-unread': (path, error) => `정지 스위치 ${path} 파일을 읽을 수 없음: ${error}`,
  },
  unknownEnds: '확인할 수 있게 되면 자동으로 계속합니다.',
  noInventory: '보류: 유효한 인벤토리가 없습니다. 다음 서버를 시작하지 않습니다.',
  noInventoryEnds: '`stagger check`에서 문제가 없어지면 자동으로 계속합니다.',
  freezeUnknown: (freeze, why) =>
    `보류: 동결 일정 ${freeze} 항목을 읽을 수 없어(${why}) 언제 동결되는지 알 수 없습니다.`,
  freezeUnknownEnds: '일정을 읽을 수 있게 되면 자동으로 계속합니다.',
  frozen: (freeze, until) => `변경 동결로 ${until}까지 보류: ${freeze}`,
  frozenEnds: '그 뒤 점검 시간대 안에서 자동으로 계속합니다.',
  windowShut: (opens) => `점검 시간대를 기다리는 중: 다음 서버는 빨라도 ${opens}에 시작합니다.`,
  windowNever: '보류: 앞으로 몇 달 안에 열리는 점검 시간대가 없습니다.',
  windowNeverEnds: '인벤토리에 점검 시간대를 넣으면 계속합니다.',
  chaosNotAllowed: '보류: 이 서버의 서비스가 더 이상 카오스 모드에 참여하지 않습니다.',
  chaosNotAllowedEnds: '그대로 두면 만료되며, 재부팅하지 않습니다.',
  chaosAlone: '대기: 카오스 재부팅은 다른 재부팅 작업에서 진행 중인 서버가 없을 때만 시작합니다.',
  chaosAloneEnds: '그 뒤에 업무 시간 안이면 저절로 계속합니다.',
  doesNotFit: (closes) => `다음 점검 시간대를 기다리는 중: ${closes} 전에 끝낼 수 있는 서버가 없습니다.`,
};
