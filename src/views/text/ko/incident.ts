// Korean of incidents and of notes to owners. Sentences avoid particles that depend on the name before them.

import type { hostNote as enHostNote, incident as enIncident } from '../en/incident.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const incident: typeof enIncident = {
  levels: {
    hypervisor: '하이퍼바이저',
    rack: '랙',
    feed: '전원 피드',
    zone: '존',
    site: '사이트',
  },
  domain: (level, name) => `${level} ${name}`,
  title: (cause) => `장애: ${cause}`,
  titleOver: (cause) => `장애 종료: ${cause}`,
  blind: 'Stagger가 서버를 볼 수 없음',
  blindOver: 'Stagger가 서버를 다시 보고 있음',
  blindText:
    '모든 사이트에서 응답이 없습니다. 서버가 아니라 Stagger 쪽 네트워크 문제일 가능성이 높으니 그곳부터 확인하세요.',
  lost: (hosts, since) => `${since}부터 *서버 ${number(hosts)}대 응답 없음*`,
  wereLost: (hosts, at) => `${at}에 *서버 ${number(hosts)}대 응답 없음*`,
  down: (count) => `중단 ${number(count)}대`,
  back: (count) => `복귀했으나 아직 서비스 전 ${number(count)}대`,
  serving: (count) => `서비스 중 ${number(count)}대`,
  servicesNow: '지금 영향받는 서비스',
  noServiceHit: '지금 영향받는 서비스가 없습니다.',
  worst: '가장 나빴던 순간',
  outcomes: {
    ok: '정상',
    degraded: '일부 저하',
    'below-minimum': '최소 대수 미달',
    'quorum-lost': '정족수 상실',
    down: '중단',
  },
  hit: (service, outcome, left, of, minimum) =>
    `${service}: ${outcome}, ${of}대 중 ${left}대 가동 (최소 ${minimum}대)`,
  hitThrough: (service, outcome, needs) => `${service}: ${outcome}, 의존하는 ${needs} 때문`,
  notServing: '복귀했으나 서비스하지 못함',
  finding: (host, service, gate, found) => `${host}: ${service}, ${gate}: ${found}`,
  asking: (hosts) => `서비스 상태 확인 중: ${hosts} …`,
  call: '연락할 곳',
  owner: (owner, mention, services, hosts) =>
    `${mention === null ? owner : `${mention} (${owner})`}: ${services === '' ? '' : `${services}, `}서버 ${number(hosts)}대`,
  noOwner: '담당 없음',
  hostsDown: '중단된 서버',
  held: (campaigns) => `보류된 작업: ${campaigns}.`,
  nothingStarts: '장애가 끝날 때까지 어떤 작업도 재부팅을 시작하지 않습니다.',
  left: (hosts) => `아직 응답 없음: ${hosts}. 각 담당에게 따로 알립니다.`,
  closedBy: (person, reason) => `${person} 님이 종료함: ${reason}`,
  campaignsGoOn: '보류된 작업을 계속합니다.',
  lengths: (whole, noticed) => `첫 중단부터 마지막 서비스 복귀까지 *${whole}*. ${noticed} 만에 감지했습니다.`,
  longest: (host, length) => `가장 오래 걸린 서버: ${host}, ${length}`,
  timeline: '경과',
  identity: (id) => `${id} · \`stagger incidents ${id}\``,
  seconds: (ms) => `${Math.round(ms / 1_000)}초`,
  entry: {
    lost: (hosts) => `응답 없음: ${hosts}`,
    cause: (cause) => `범위: ${cause}`,
    causeBlind: '모든 사이트에서 응답 없음: Stagger가 볼 수 없는 상태',
    hit: (services) => `영향: ${services}`,
    returned: (hosts) => `다시 응답: ${hosts}`,
    notServing: (finding) => `복귀했으나 서비스하지 못함: ${finding}`,
    serving: (hosts) => `서비스 복귀: ${hosts}`,
    reopened: '다시 발생',
    closed: '종료',
    closedBy: (person) => `${person} 님이 종료`,
  },
  note: {
    cause: (cause, hosts) => `범위가 바뀌었습니다: ${cause}, 서버 ${number(hosts)}대.`,
    blind: '모든 사이트에서 응답이 없습니다. Stagger 쪽 네트워크부터 확인하세요.',
    more: (hosts) => `서버 ${number(hosts)}대가 더 응답하지 않습니다.`,
    alsoCalled: (owners) => `추가로 연락할 곳: ${owners}`,
    notServing: (finding) => `복귀했으나 서비스하지 못함: ${finding}`,
    reopened: (hosts) => `다시 발생했습니다: 서버 ${number(hosts)}대 응답 없음. 작업을 다시 보류합니다.`,
    closed: (length, hosts) =>
      `${length} 만에 끝났습니다: 서버 ${number(hosts)}대. 보류된 작업을 계속합니다.`,
  },
};

export const hostNote: typeof enHostNote = {
  titleLost: (host) => `응답 없음: ${host}`,
  titleReturned: (host) => `복귀: ${host}`,
  titleRebooted: (host) => `계획에 없던 재부팅: ${host}`,
  titleMany: (hosts, away) =>
    away === 0
      ? `서버 ${number(hosts)}대가 응답하지 않았거나 재부팅됨`
      : `서버 ${number(hosts)}대 중 ${number(away)}대 응답 없음`,
  lost: (host, since, lastSeen) => `${host}: ${since}부터 응답이 없습니다 (마지막 확인 ${lastSeen}).`,
  neverSeen: '없음',
  returnedSame: (host, at, length) =>
    `${host}: ${length} 만에 다시 응답합니다 (${at}). 재부팅되지 않았고, 연결만 끊겼습니다.`,
  returnedNew: (host, at, length) =>
    `${host}: ${length} 만에 다시 응답합니다 (${at}). 아무도 요청하지 않은 재부팅이 있었습니다.`,
  returnedUnknown: (host, at, length) => `${host}: ${length} 만에 다시 응답합니다 (${at}).`,
  rebooted: (host, at) => `${host}: ${at}에 시작됨. 아무도 요청하지 않은 재부팅이 있었습니다.`,
  times: (losses) => `${number(losses)}번 연속으로 끊겼습니다. 연결이 불안정합니다.`,
  hits: '지금 서비스에 미치는 영향',
};
