// 한국어: 계획 수정과 상세, 승인 취소, 다른 계획으로 바뀐 계획.

import type {
  approval as english,
  wait as englishWait,
  waitDetails as englishDetails,
} from '../en/approval.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const approval: typeof english = {
  rules: '필요한 승인',
  fleetRule: '전체 승인자',
  serviceRule: (service) => `${service} 승인자`,
  ownerRule: (owner) => `${owner} 승인자`,
  ruleLine: (rule, have, needed) =>
    have >= needed ? `${rule}: ${needed}명 중 ${have}명, 충족` : `${rule}: ${needed}명 중 ${have}명`,
  titleLeft: (left, all) => `재부팅 계획: 서버 ${number(all)}대 중 ${number(left)}대`,
  rebootedSince: (hosts) => `계획을 세운 뒤 이미 재부팅되어 다시 재부팅하지 않는 서버: ${hosts}`,
  rebootedCount: (count) => `이미 재부팅됨 ${number(count)}`,
  rebootedHost: '이미 재부팅되어 다시 재부팅하지 않음',
  confirmRebooted: (count) => `이미 재부팅된 ${number(count)}대는 다시 재부팅하지 않습니다.`,
  nothingLeftTitle: '재부팅할 서버가 없음',
  nothingLeft:
    '계획에 남은 서버가 계획을 세운 뒤 모두 재부팅되었습니다. 결정할 것이 없으며, 계획은 자동으로 종료됩니다.',
  rebootedLine: (index, host) => `${index}. ${host}: 계획을 세운 뒤 이미 재부팅됨, 다시 재부팅하지 않음`,
  rebootedOut: '그사이 재부팅되어 빠진 서버',
  edit: '계획 수정',
  details: '상세 보기',
  withdraw: '승인 취소',
  withdrawTitle: '내 승인을 취소할까요?',
  withdrawText: '본인의 승인만 취소됩니다. 승인이 모자라면 어떤 서버도 재부팅하지 않습니다.',
  withdrawYes: '승인 취소',
  replan: '다시 계획',
  replanTitle: '이 서버들을 다시 계획할까요?',
  replanText:
    '지금 상태를 기준으로 새 계획을 세워 승인자에게 올립니다. 요청자는 본인이 되므로 승인은 다른 사람이 해야 합니다.',
  replanYes: '다시 계획',
  successor: (campaign, person) => `${person} 님이 다시 요청했습니다: 작업 ${campaign}`,

  editTitle: '계획 수정',
  editIntro: (hosts) =>
    `이 계획에는 서버 ${number(hosts)}대가 있습니다. 제외할 서버를 고르세요. 다음 화면에서 무엇이 달라지는지 보여 줍니다.`,
  editLabel: '제외할 서버',
  editHint: '계획이 달라지므로 지금까지의 승인은 무효가 됩니다.',
  editPlaceholder: '서버 선택',
  editShown: (shown, all) => `여기서는 서버 ${number(all)}대 중 처음 ${number(shown)}대만 고를 수 있습니다.`,
  editNext: '변경 내용 보기',
  noRack: '랙 없음',
  groupPart: (name, part) => `${name} (${part})`,
  previewTitle: (version) => `계획 v${version}`,
  previewSubmit: '이 계획으로 변경',
  previewNote: '승인을 처음부터 다시 받아야 합니다. 이전 버전에는 대체되었다고 표시합니다.',
  working: '이 서버들을 뺀 계획을 계산하는 중입니다 …',

  hostsChange: (before, after) => `서버 ${number(before)}대 → ${number(after)}대`,
  removed: '제외한 서버',
  leftOut: '그사이 상태가 바뀌어 함께 빠진 서버',
  leftOutLine: (host, why) => `${host}: ${why}`,
  riskChange: '가장 나쁜 순간',
  riskSame: '모든 서비스에서 그대로',
  riskLine: (service, before, after) => `${service}: ${before} → ${after}`,
  up: (up, of) => `${of}대 중 ${up}대 가동`,
  untouched: '영향 없음',
  endChange: '예상 종료',
  endLine: (before, after) => `${before} → ${after}`,
  edited: (person, version, at) => `v${version}, ${person} 님이 수정 (${at})`,
  editedNote: (person, version) =>
    `${person} 님이 계획을 수정했습니다. 이제 v${version}이며 승인을 처음부터 다시 받습니다.`,

  replacedTitle: (version, hosts) => `대체됨: 재부팅 계획 v${version}, 서버 ${number(hosts)}대`,
  replacedBy: (person, at, hosts) =>
    `${person} 님이 서버 ${number(hosts)}대를 제외했습니다 (${at}). 이 버전은 더 이상 승인할 수 없습니다.`,
  newVersion: (version) => `v${version} 보기`,

  withdrawn: (person) => `${person} 님이 승인을 취소했습니다.`,
  lapsed: (person, why) => `${person} 님의 승인은 더 이상 유효하지 않습니다: ${why}`,

  called: (owners) => `담당자 확인 요청: ${owners}`,

  detailsTitle: '계획 상세',
  page: (page, of) => `${page}/${of}쪽`,
  previous: '이전',
  next: '다음',
  asFile: '파일로 올리기',
  filePosted: '전체 계획을 스레드에 올렸습니다.',
  fileThere: '전체 계획은 이미 스레드에 있습니다.',
  fileFailed: '파일을 올리지 못했습니다. 다시 시도하세요.',
  fileTitle: (campaign, version) => `재부팅 계획 ${campaign} v${version}`,
  risk: '서비스별 위험, 가장 나쁜 순간',
  guests: {
    drained: {
      label: '먼저 드레인하는 게스트',
      note: '하이퍼바이저를 재부팅하기 전에 로드 밸런서에서 빼고 자체 드레인 명령을 실행합니다. 재부팅 후 단계적으로 되돌립니다:',
    },
    undrained: {
      label: '드레인 없이 내려가는 게스트',
      note: '서비스의 로드 밸런서가 모두 함께 내려가고 자체 드레인 명령도 없습니다:',
    },
    line: (hypervisor, guests) => `${hypervisor}와(과) 함께: ${guests}`,
    longer: (longest, expected) =>
      `게스트 명령은 모두 합쳐 최대 ${longest} 걸릴 수 있고, 재부팅 전체의 예상 시간은 ${expected}`,
  },
  order: (at) => `순서 (예상 시각은 ${at} 계획 기준)`,
  hostLine: (index, host, reason, at) => `${index}. ${host}: ${reason}, ${at}`,
  upFor: (reason, uptime) => `${reason}, 가동 ${uptime}`,
  reason: {
    overdue: '최대 가동 시간 초과',
    'due-soon': '최대 가동 시간 임박',
    'reboot-required': '업데이트 적용에 재부팅 필요',
    spread: '한꺼번에 기한이 되지 않도록 앞당김',
    drawn: '카오스 모드 추첨 (연습)',
    requested: '직접 지정',
  },
  takes: (length, basis) => `${length} (${basis})`,
  lengthBy: {
    inventory: '인벤토리 값',
    host: (reboots) => `이 서버의 최근 재부팅 ${reboots}회 기준`,
    model: (reboots) => `같은 모델의 최근 재부팅 ${reboots}회 기준`,
    service: (reboots) => `같은 서비스의 최근 재부팅 ${reboots}회 기준`,
  },
  waits: (why) => `대기 이유: ${why}`,
  others: '이 계획에 없는 서버',
};

export const wait: typeof englishWait = {
  'not-selected': () => '요청하지 않음',
  'not-due': (at) => `${at} 전에는 기한이 아님`,
  exempt: (reason, at) => `${at}까지 예외: ${reason}`,
  'guest-exempt': (guest, reason, at) => `이 서버의 게스트 ${guest} 서버가 ${at}까지 예외: ${reason}`,
  'guest-not-up': (guest) => `게스트 ${guest}의 응답이 확인되지 않음`,
  'same-machine': (host) => `${host} 서버와 부팅 ID가 같음: 이름만 다른 같은 서버이거나 한 서버의 컨테이너`,
  'freeze-unknown': (freeze, why) => `${freeze} 변경 금지 기간인지 알 수 없음: ${why}`,
  'not-observed': (detail) => `상태를 확인하지 못함: ${detail}`,
  'no-placement': () => '인벤토리에 위치가 없음',
  'no-window': (detail) => `점검 시간대 없음: ${detail}`,
  'window-shut': (at) => `점검 시간대가 ${at}에 열림`,
  'campaign-size': (limit) => `한 작업에는 최대 ${number(limit)}대`,
  frozen: (reason, at) => `${at}까지 변경 금지: ${reason}`,
  budget: (service, up, minimum) => `${service} 가동이 ${up}대가 되는데 최소 ${minimum}대가 필요`,
  'domain-in-flight': (service, host, domain) => `${service}의 ${host} 서버가 ${domain}에서 진행 중`,
  'zone-in-flight': (service, host) => `${service}의 ${host} 서버가 다른 존에서 진행 중`,
  'dependency-in-flight': (service, host) => `의존 관계인 ${service}의 ${host} 서버가 진행 중`,
  'hypervisor-in-flight': (host) => `같은 하이퍼바이저의 ${host} 서버가 진행 중`,
  cap: (limit) => `동시에 최대 ${limit}대`,
  'domain-cap': (domain, limit) => `${domain}에서 동시에 최대 ${limit}대`,
  'fleet-cap': (limit) => `전체 서버에서 동시에 최대 ${number(limit)}대`,
  after: (hosts) => `${hosts} 다음`,
  'own-path-alone': () => 'Stagger가 의존하는 서버라서 마지막에 단독으로',
  'in-other-campaign': (campaign) => `다른 작업 ${campaign}에서 진행`,
};

export const waitDetails: typeof englishDetails = {
  gaps: {
    'never-probed': '아직 확인한 적 없음',
    silent: '응답 없음',
    'too-old': '마지막 확인이 너무 오래됨',
  },
  lacks: {
    none: '지정된 점검 시간대가 없음',
    'no-room-in-range': '이 기간에는 들어갈 자리가 있는 점검 시간대가 없음',
    'no-room': (days, minutes) => `앞으로 ${days}일 안에 ${minutes}분이 들어갈 점검 시간대가 없음`,
    'guest-none': (guest) => `그 위의 게스트 ${guest}에 지정된 점검 시간대가 없음`,
    'guest-no-room': (guest, days, minutes) =>
      `앞으로 ${days}일 안에 게스트 ${guest}의 점검 시간대와 겹치면서 ${minutes}분이 들어갈 시간대가 없음`,
    full: (days) => `앞으로 ${days}일의 점검 시간대가 모두 참`,
  },
};
