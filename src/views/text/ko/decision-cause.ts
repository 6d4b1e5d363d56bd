// 결정이 받아들여지지 않은 이유와, 승인이나 계획이 더 이상 유효하지 않은 이유.

import type { because as english } from '../en/decision-cause.ts';

export const because: typeof english = {
  account: {
    'other-workspace': '다른 워크스페이스의 계정입니다.',
    'no-approvers': '설정된 승인자가 없습니다.',
    'no-account': '그런 계정이 없습니다.',
    deactivated: '비활성화된 계정입니다.',
    bot: '봇 계정입니다.',
    guest: '게스트 계정입니다.',
    'not-listed': '승인자 목록에도, 승인자 그룹에도 없습니다.',
    'workspace-unknown': '이 Stagger가 속한 워크스페이스를 아직 확인하지 못했습니다.',
    'not-a-person': '이 채팅의 사용자가 아닙니다.',
  },
  lookUpFailed: (said) => `Slack 응답: ${said}`,
  earlierApprover: (person) => `먼저 승인한 ${person} 님이 아직 승인할 수 있는지 확인할 수 없습니다.`,
  fleet: {
    'no-inventory': () => '계획과 비교할 유효한 인벤토리가 없습니다.',
    approvers: () => '계획을 만든 뒤 인벤토리에서 승인해야 할 사람이 바뀌었습니다.',
    hosts: (hosts) => `계획을 만든 뒤 인벤토리가 바뀌었습니다: ${hosts}`,
    rebooted: (hosts) => `계획에 남은 서버가 계획을 만든 뒤 모두 재부팅되었습니다: ${hosts}`,
    basis: () => '계획을 만든 뒤 인벤토리에서 계획의 근거(서비스, 최소 대수, 배치)가 바뀌었습니다.',
  },
  version: (seen, now) => `버전 ${seen}의 버튼이고, 계획은 지금 버전 ${now}입니다.`,
  phase: (phase) => `작업 상태: ${phase}.`,
  failedFirst: (hosts) => `먼저 다시 시도하거나 건너뛰어야 하는 서버: ${hosts}`,
  plain: {
    'all-taken-out': '모든 서버가 빠지게 됩니다. 대신 계획을 거부하세요.',
    'none-can-go': '남은 서버 중 지금 재부팅할 수 있는 서버가 없습니다.',
    'none-taken-out': '뺀 서버가 없습니다.',
    'plan-faulty':
      '새 계획이 모든 계획이 거치는 점검을 통과하지 못해 승인을 요청하지 않습니다. Stagger의 결함이며, 무엇이 잘못되었는지는 데몬 로그에 있습니다.',
    'planned-again-once': '만료되었거나 무효가 된 계획만, 한 번만 다시 만들 수 있습니다.',
    'host-skipped': '그사이 누군가 계획의 서버를 건너뛰기로 제외했습니다.',
    'nothing-to-decide': '결정할 것이 없었습니다.',
    'no-such-campaign': '그런 작업이 더 이상 없습니다.',
  },
};
