// The daily digest in Korean.

import type { digest as english } from '../en/digest.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const digest: typeof english = {
  title: (day) => `${day} 서버 현황`,
  fleet: (up, total) => `*서버 ${number(total)}대 중 ${number(up)}대 가동*`,
  fleetPlain: (up, total) => `서버 ${number(total)}대 중 ${number(up)}대 가동`,
  unreachable: (count) => `응답 없음 ${number(count)}`,
  unknown: (count) => `알 수 없음 ${number(count)}`,
  overdue: (count) => `최대 가동 시간 초과: ${number(count)}대`,
  noOwner: '담당 없음',
  dueSoon: (count) => `기한 임박: ${number(count)}대`,
  dueLine: (host, at, owner) => `${host}: ${at}까지, ${owner}`,
  nothingDue: (observed, total) =>
    `최대 가동 시간을 넘었거나 임박한 서버가 없습니다(서버 ${number(total)}대 중 ${number(observed)}대 확인).`,
  findings: '배치',
  findingCounts: (critical, warning, notice) =>
    `심각 ${number(critical)}, 경고 ${number(warning)}, 참고 ${number(notice)}`,
  noFindings: '지적 사항 없음',
  campaigns: '재부팅 작업',
  campaignLine: (campaign, phase, done, total) =>
    `${campaign}: ${phase}, ${number(total)}대 중 ${number(done)}대 완료`,
  waitingLine: (campaign, toReboot, total) =>
    toReboot === total
      ? `${campaign}: 승인 대기, ${number(total)}대 재부팅 예정`
      : `${campaign}: 승인 대기, ${number(total)}대 중 ${number(toReboot)}대 재부팅 예정`,
  phases: {
    running: '진행 중',
    paused: '일시 정지',
    halted: '멈춤, 결정 필요',
    stopping: '중지하는 중',
    ended: '종료',
  },
  noCampaigns: '진행 중인 작업 없음',
  missed: (count) => `이전 현황 ${number(count)}건은 게시하지 못했으며, 나중에 따로 게시하지 않습니다.`,
  overdueOwner: (owner, count, hosts) => `${owner} (${count}대): ${hosts}`,
  overdueHost: (host, uptime) => `${host} ${uptime}`,
  new: (count) => `새로 발견된 문제: ${count}건`,
  gone: (count) => `해소된 문제: ${count}건`,
  ran: '지난 현황 이후 끝난 재부팅 작업',
  ranLine: (campaign, end, done, total) => `${campaign}: ${end}, ${total}대 중 ${done}대 완료`,
  ranFailed: (count) => `실패 ${count}대`,
  ends: { done: '완료', stopped: '중지됨', denied: '거부됨', expired: '만료됨', voided: '무효' },
  unplanned: (count) => `예기치 않은 재부팅: ${count}건`,
  unplannedLine: (host, at, owner) => `${host}: ${at}, ${owner}`,
  leftOut: (count) => `트래픽에서 빠져 있어 중단된 것으로 계산하는 서버: ${count}대`,
  leftOutLine: (host, campaign, at) => `${host}: ${campaign} 작업에서, ${at}부터`,
  next: '바로 승인되면 다음 차례',
  nextNothing: '재부팅할 서버가 없습니다.',
  auditAt: (seq, hash) => `감사 기록: ${hash} (${seq.toLocaleString('ko')}번째)`,
  chart: {
    title: '가동 시간별 서버 수',
    ok: '여유',
    dueSoon: '기한 임박',
    overdue: '기한 초과',
    days: (from, to) => (to === null ? `${from}일 이상` : `${from}–${to}일`),
    alt: (overdue, dueSoon, total, oldest) =>
      `가동 시간 막대 그래프: 서버 ${total}대 중 기한 초과 ${overdue}대, 기한 임박 ${dueSoon}대. 가장 많은 구간은 ${oldest}.`,
  },
};
