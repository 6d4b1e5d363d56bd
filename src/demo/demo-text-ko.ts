// The Korean of the demo's frame.

import type { DemoText } from './demo-text.ts';
import type { Progress } from './scenario-progress.ts';

function progressKo(progress: Progress): string {
  switch (progress.kind) {
    case 'unnoticed':
      return `서버 ${progress.hosts}대의 전원이 나갔습니다. Stagger가 확인하고 있습니다.`;
    case 'incident':
      return `알림 ${progress.of}건이 아니라 장애 1건입니다. 서버 ${progress.of}대 중 ${progress.down}대 다운, ${progress.of - progress.down - progress.serving}대는 켜졌지만 서비스 전, ${progress.serving}대 서비스 중. 모든 재부팅 작업이 보류됩니다.`;
    case 'incident-over':
      return `장애가 끝났습니다. 서버 ${progress.hosts}대가 모두 서비스 중이며, 메시지 끝에 경과가 정리되어 있습니다.`;
    case 'awaits-approval':
      return progress.host === null
        ? '채널에 계획이 올라와 있습니다. 승인 버튼을 누르세요.'
        : `대상은 ${progress.host}입니다. 계획이 승인을 기다립니다. 승인 버튼을 누르세요.`;
    case 'awaits-turn':
      return `대상은 ${progress.host}입니다. 차례를 기다리는 중입니다.`;
    case 'under-way':
      return `${progress.host} 진행 중입니다. 채널에서 지켜보세요.`;
    case 'gated':
      return `${progress.host}: 켜졌지만 아직 서비스하지 못합니다. 따라잡을 때까지 게이트가 트래픽을 막습니다.`;
    case 'came-home':
      return `${progress.host}: 돌아와서 서비스 중입니다.`;
    case 'halted':
      return `${progress.host} 실패로 재부팅 작업이 멈췄습니다. 채널에서 재시도, 건너뛰기, 중지 중 하나를 누르세요.`;
    case 'drifted':
      return `${progress.host}: 돌아왔지만 ${progress.what}이(가) 없습니다. 재부팅 보고서에 기록되었습니다.`;
    case 'left-out':
      return `일어나지 않았습니다. ${progress.host}: 더는 재부팅 대상이 아닙니다.`;
    case 'rolling':
      return `재부팅 작업 진행 중: ${progress.total}대 중 ${progress.done}대 완료.`;
    case 'ended':
      return `재부팅 작업이 끝났습니다: ${progress.total}대 중 ${progress.done}대 완료.`;
    case 'gone':
      return '해당 재부팅 작업이 더는 없습니다.';
  }
}

export const demoKo: DemoText = {
  title: 'Stagger 데모',
  nothingLeaves: '모두 이 컴퓨터에서만 동작합니다',
  clock: '데모 시간',
  faster: (speed) => `실제보다 ${speed}배 빠름`,
  windows: { workspace: 'Slack 모양의 워크스페이스', console: '콘솔' },
  alone: '따로 열기',
  split: '워크스페이스 너비',
  guide: {
    title: (done, of) => `처음 1분: ${of}단계 중 ${done}단계 완료`,
    over: '처음 1분이 끝났습니다. 이제 무언가를 고장 내거나 다른 것을 물어보세요.',
    steps: {
      look: ['계획 살펴보기', '채널에서 상세 보기를 누르세요. 이유와 순서, 영향받는 서비스가 나옵니다.'],
      approve: [
        '승인하기',
        '승인 버튼을 누르세요. 현재 사용자 Hana는 승인자이고, 요청한 Joon은 승인할 수 없습니다.',
      ],
      watch: ['랙 지켜보기', '콘솔에서 재부팅 중인 서버는 파란색입니다. 곧 첫 서버가 새로 부팅됩니다.'],
      pause: [
        '일시 정지했다가 계속하기',
        '채널에서 누르세요. 진행 중인 서버는 끝까지 마치고, 다음 서버는 시작하지 않습니다.',
      ],
      trouble: ['문제 일으키기', '시나리오를 열어 전원 상실을 시작하고 Stagger가 어떻게 대응하는지 보세요.'],
      ask: ['물어보기', '채널에 입력하세요: /stagger 만약 rack:seoul-a-r13'],
    },
    states: { done: '완료', passed: '지나감', now: '다음', later: '나중' },
    hints: {
      'no-plan': '기다리는 계획이 없습니다. 시나리오에서 ‘전체 재부팅 작업’을 시작하세요.',
      'approve-first': '채널에 새 계획이 올라와 있습니다. 먼저 승인을 누르세요.',
      paused: '일시 정지되었습니다. 계속을 누르세요.',
      halted: '재부팅 작업이 멈췄습니다. 채널에서 재시도, 건너뛰기, 중지 중 하나를 누르세요.',
      held: '장애 때문에 모든 재부팅 작업이 보류되어 있습니다. 랙이 다시 서비스하면 이어집니다.',
    },
  },
  scenarios: {
    title: '시나리오',
    intro: '현실에서 실제 서버에 일어나는 일을 시뮬레이션 서버에 일으킵니다.',
    names: {
      'power-loss': [
        '전원 상실',
        '이야기 속 랙의 서버 열일곱 대가 10분 동안 한꺼번에 꺼집니다. 복제본 하나는 뒤처진 채 돌아옵니다.',
      ],
      'never-returns': [
        '돌아오지 않는 서버',
        '계획의 다음 서버가 재부팅 뒤 켜지지 않습니다. 누군가 직접 켤 때까지 꺼져 있습니다.',
      ],
      'lagging-replica': ['뒤처진 복제본', '다음 복제본이 켜진 뒤에도 한참 동안 복제를 따라잡지 못합니다.'],
      drift: ['재부팅 후 달라진 서버', '다음 서버가 돌아오지만, 전에 실행되던 유닛 하나가 사라집니다.'],
      campaign: [
        '전체 재부팅 작업',
        '때가 된 서버 전체, 없으면 가장 오래 켜져 있던 서버의 재부팅을 요청합니다.',
      ],
    },
    notNow: {
      'dark-already': '그 랙은 이미 꺼져 있습니다.',
      'plan-waits': '채널에 이미 계획이 올라와 있습니다. 승인 버튼을 누르세요.',
      'nothing-left': '재부팅할 수 있는 서버가 모두 이미 다른 재부팅 작업에 들어 있습니다.',
    },
    progress: progressKo,
    inChannel: '채널에서 보기',
    inConsole: '콘솔에서 보기',
    failed: '실행하지 못했습니다. 데모가 아직 실행 중인가요?',
  },
};
