// 작업이 끝난 뒤의 보고.

import type { closing as enClosing } from '../en/closing.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const closing: typeof enClosing = {
  whole: (length) => `전체 ${length} 걸림.`,
  untouched: (hosts) => `시작하지 않음 ${number(hosts)}`,
  howLong: '단계별 소요 시간',
  parts: {
    check: '점검',
    drain: '트래픽 제외',
    reboot: '중단',
    settle: '안정화',
    gates: '서비스 확인',
    ramp: '재투입',
    soak: '관찰',
    undo: '되돌리기',
  },
  part: (name, median, longest, host, hosts) =>
    hosts === 1 ? `${name}: ${longest} (${host})` : `${name}: 보통 ${median}, 최대 ${longest} (${host})`,
  slowest: '가장 오래 걸린 서버',
  course: (host, length, parts) => `${host}: ${length} (${parts})`,
  partLength: (name, length) => `${name} ${length}`,
  drifted: '재부팅 뒤에 없어진 것',
  noDrift: (hosts) => `재부팅한 서버 ${number(hosts)}대에서 없어진 것이 없습니다.`,
  notCompared: '재부팅 전과 비교한 서버가 없습니다.',
  unplanned: '그사이 계획 없이 재부팅된 서버',
  unplannedHost: (host, at, owner) => `${host} ${at}${owner === null ? '' : ` (담당 ${owner})`}`,
  more: (count) => `… 외 ${number(count)}건은 전체 보고에 있음`,
  full: (command) => `서버별 전체 내용: ${command}`,
  fullHere: (command) => `서버별 전체 내용: 아래 파일 또는 ${command}`,
  everyHost: '모든 서버',
  fileTitle: (campaign) => `작업 ${campaign} 보고`,
};
