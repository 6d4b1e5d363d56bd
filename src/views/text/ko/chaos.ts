// Korean of chaos mode.

import type { chaos as english } from '../en/chaos.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const chaos: typeof english = {
  name: '카오스 모드',
  chance: (hosts, tickets, ofTickets) =>
    `대상 서버 ${number(hosts)}대 중에서 무작위로 추첨했습니다. (추첨표 ${number(ofTickets)}장 중 ${number(tickets)}장, 가동 하루당 1장)`,
  reportTitle: '카오스 추첨: 재부팅하지 않습니다',
  would: (host, uptime, length) =>
    `지금 재부팅한다면 대상은 ${host} 서버입니다. 가동 시간은 ${uptime}이고, 재부팅에는 ${length} 정도 걸립니다.`,
  hurt: '재부팅한다면 가장 나쁜 순간',
  ask: '승인 요청이었다면 승인하셨을까요? 망설여졌다면 그 이유를 티켓으로 남겨 두세요.',
  leash: (setting, file) =>
    `지금은 알리기만 하는 설정입니다. ${file}에 ${setting}를 넣으면 승인을 요청합니다.`,
  seed: (seed) => `시드 ${seed}`,
  planTitle: '카오스 연습: 서버 1대 재부팅',
  card: '카오스 추첨: 보는 사람이 있을 때 하는 연습입니다. 다른 이유로 필요한 재부팅이 아닙니다.',
  digest: (count) => `지난 현황 이후 카오스 추첨: ${number(count)}건`,
  digestReported: (host, at) => `${host} ${at}: 알리기만 함`,
  digestProposed: (host, at, campaign) => `${host} ${at}: ${campaign} 작업으로 승인 요청`,
};
