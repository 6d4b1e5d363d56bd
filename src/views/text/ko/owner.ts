// 담당자에게 작업마다 한 번 가는 메시지.

import type { owner as enOwner } from '../en/owner.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const owner: typeof enOwner = {
  title: (done, total) =>
    done === 0
      ? `담당 서버 ${number(total)}대를 재부팅합니다`
      : `담당 서버 재부팅: ${number(total)}대 중 ${number(done)}대 완료`,
  none: '이 작업에 담당 서버가 더 이상 없습니다.',
  waits: (host, at) => `${host}: ${at} 예정`,
  waitsForSlot: (host) => `${host}: 다음 차례, 자리가 나는 대로`,
  waitsForHold: (host) => `${host}: 보류가 풀린 뒤`,
  inFlight: (host, since) => `${host}: ${since}부터 진행 중`,
  notBegun: (host) => `${host}: 재부팅하지 않음`,
  done: (host, at) => `${host}: ${at} 완료`,
  skipped: (host, why) => `${host}: 건너뜀, ${why}`,
  guests: (hosts) => ` (함께 내려가는 담당 게스트: ${hosts})`,
  campaign: (id) => `작업 ${id}. 이 메시지는 계속 갱신됩니다.`,
};
