// The console's Korean for why a host does not start at this moment.

import type { ConsoleBlocksText } from '../en/console-blocks.ts';

export const consoleBlocksKo: ConsoleBlocksText = {
  phase: (phase) => `작업: ${phase}`,
  'approval-missing': (have, needed) => `승인 ${needed}건 중 ${have}건`,
  'approval-expired': (at) => `승인이 ${at}에 만료됨`,
  'no-inventory': '유효한 인벤토리가 없음',
  'removed-from-inventory': '인벤토리에서 삭제됨',
  'changed-since-plan': '승인 뒤에 인벤토리 항목이 바뀜',
  'flag-unknown': (why) => `시작해도 되는지 확인할 수 없음: ${why}`,
  frozen: (freeze, until) => `${until}까지 동결: ${freeze}`,
  'freeze-unknown': (freeze, why) => `동결 일정 ${freeze} 항목을 읽을 수 없음: ${why}`,
  'window-shut': (opens, guest) => {
    if (guest === null)
      return opens === null ? '앞으로 몇 달 안에 열리는 점검 시간대가 없음' : `점검 시간대가 ${opens}에 열림`;
    return opens === null
      ? `앞으로 몇 달 안에 게스트 ${guest}의 점검 시간대와 겹치는 시간대가 없음`
      : `게스트 ${guest}의 점검 시간대와 겹치는 다음 시간대가 ${opens}에 열림`;
  },
  'does-not-fit': (closes, guest) =>
    guest === null
      ? `${closes} 전에 끝낼 수 없음`
      : `게스트 ${guest}의 점검 시간대가 닫히는 ${closes} 전에 끝낼 수 없음`,
  after: (hosts) => `먼저 끝나야 함: ${hosts}`,
  'not-up': (status, guest) => (guest === null ? `서버 상태: ${status}` : `게스트 ${guest} 상태: ${status}`),
  'in-other-campaign': '다른 작업에서 진행 중',
  'left-out': (campaign) => `작업 ${campaign} 이후 서비스에서 빠져 있음. stagger put-back으로 되돌릴 수 있음`,
  'relative-out': (relative, campaign) =>
    campaign === null
      ? `${relative}: 이 작업에서 실패했거나 서비스에서 빠져 있어 먼저 되돌아와야 함. 실패했다면 재시도하고, 건너뛰었다면 작업을 중지한 뒤 되돌릴 것`
      : `${relative}: 작업 ${campaign} 이후 서비스에서 빠져 있음. stagger put-back ${relative} 명령으로 되돌릴 수 있음`,
  'attempts-used': (attempts) => `재부팅 명령을 이미 ${attempts}번 보냄`,
  'reboots-used': (reboots, limit, guest) =>
    `${guest === null ? '' : `게스트 ${guest}: `}24시간 안에 ${reboots}번 재부팅함. 최대 ${limit}번`,
  stopped: (subject, why) => `${subject}의 정지 스위치가 켜져 있음: ${why}`,
  'chaos-not-allowed': '카오스 모드가 추첨했으나 서비스가 참여하지 않음',
  'chaos-alone': (hosts) => `카오스 모드가 추첨함. 다른 서버가 끝나기를 기다림: ${hosts}`,
};
