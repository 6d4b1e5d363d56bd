// The App Home in Korean.

import type { home as english } from '../en/home.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const home: typeof english = {
  fleet: (up, total) => `*서버 ${number(total)}대 중 ${number(up)}대 정상*`,
  overdue: (count) => `기한 초과 ${number(count)}대`,
  waiting: '승인 대기',
  nothingWaits: '승인을 기다리는 계획이 없습니다.',
  plan: (campaign, hosts, given, needed) =>
    `*${campaign}: 서버 ${number(hosts)}대 재부팅* · ${needed}명 중 ${given}명 승인`,
  planLeft: (campaign, { left, all }, given, needed) =>
    `*${campaign}: 서버 ${number(all)}대 중 ${number(left)}대 재부팅* · ${needed}명 중 ${given}명 승인`,
  worst: '가장 나쁜 순간',
  expires: (at) => `${at} 만료`,
  requestedBy: (person) => `요청: ${person}`,
  approvedByYou: '이미 승인하셨습니다.',
  open: '계획 열기',
  approve: (hosts) => `${number(hosts)}대 재부팅 승인`,
  moreWaiting: (count) => `그 밖에 대기 중인 계획 ${number(count)}건`,
  running: '진행 중',
  nothingRuns: '진행 중인 재부팅 작업이 없습니다.',
  mine: (owners) => `내 서비스 (${owners})`,
  notMine:
    '인벤토리의 어느 담당에도 연결되어 있지 않습니다. 담당의 `slack`에 본인 또는 소속 그룹의 ID를 넣으세요.',
  service: (service, up, of, minimum) => `${service}: ${of}대 중 ${up}대 정상, 최소 ${minimum}대`,
  belowMinimum: '*최소 미달*',
  myHosts: (total, overdue) => `서버 ${number(total)}대, 기한 초과 ${number(overdue)}대`,
  oldest: '가장 오래 가동된 서버',
  notSeen: '아직 정상으로 확인된 서버가 없습니다.',
  ask: (command) => `\`${command} 도움말\`에서 물어볼 수 있는 것을 볼 수 있습니다.`,
};
