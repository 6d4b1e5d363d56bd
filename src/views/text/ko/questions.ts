// Korean answers to questions in chat. Names come from machines, so no particle depends on how a name ends.

import type { questions as english } from '../en/questions.ts';

const number = (count: number): string => count.toLocaleString('ko');

export const questions: typeof english = {
  kinds: {
    host: '서버',
    rack: '랙',
    service: '서비스',
    owner: '담당',
    zone: '존',
    site: '사이트',
    feed: '전원 계통',
    hypervisor: '하이퍼바이저',
    campaign: '재부팅 작업',
    name: '이름',
  },
  status: { up: '정상', unreachable: '응답 없음', unknown: '알 수 없음' },
  assumed: (asked, kind, taken) => `${asked} → ${kind} ${taken}(으)로 이해했습니다.`,
  asOf: (at) => `${at} 기준`,
  inFile: (lines) => `전체 ${number(lines)}줄은 파일에 있습니다.`,
  fileSent: '전체 목록은 다이렉트 메시지로 보낸 파일에 있습니다.',
  fileLost: '전체 목록을 올리지 못했습니다. 명령줄의 `stagger`에서 볼 수 있습니다.',
  none: '없음',
  noOwner: '담당 없음',

  help: {
    title: '물어볼 수 있는 것',
    how: (command) =>
      `\`${command} …\`로 묻거나 저를 멘션하세요. 스레드 안에서도 됩니다. 명령의 답은 본인에게만 보이며, 끝에 \`공개\`를 붙이면 채널에 보입니다. 질문으로는 아무것도 바뀌지 않습니다.`,
    lines: [
      '`서버 web-01`: 상태, 가동 시간, 서비스, 담당',
      '`랙 r12`, `서비스 store`, `담당 platform`, `담당 web-01`',
      '`초과`, `임박`: 최대 가동 시간을 넘겼거나 곧 넘길 서버',
      '`만약 rack:r12 feed:north`: 모두 잃으면 어떻게 되는지',
      '`다음`: 다음에 재부팅될 서버와 시각',
      '`재부팅 7일`, `추가 2026-11-01`',
      '`작업`, `작업 ID`',
      '`중지 ID`, `중지`: 재부팅 작업 하나 또는 전체를 멈추는 버튼 (승인자만)',
    ],
  },

  host: {
    title: (host) => `서버 ${host}`,
    status: '상태',
    lastSeen: (at) => `마지막 확인 ${at}`,
    neverSeen: '확인된 적 없음',
    uptime: '가동 시간',
    verdict: {
      ok: (uptime, at) => `${uptime}, 기한 ${at}`,
      'due-soon': (uptime, at) => `${uptime}, *기한 임박*: ${at}`,
      overdue: (uptime, at) => `${uptime}, *기한 초과*: ${at}부터`,
      exempt: (reason, at) => `${at}까지 예외: ${reason}`,
      unknown: '판단할 수 없음',
    },
    place: '위치',
    noPlace: '인벤토리에 위치가 없어 재부팅 대상이 되지 않음',
    unit: (unit) => `${unit}U`,
    owner: '담당',
    system: '시스템',
    newerKernel: (kernel) => `설치됐지만 실행 중이 아닌 커널: ${kernel}`,
    rebootRequired: (detail) => `재부팅 필요: ${detail}`,
    services: '서비스',
    service: (service, part, up, of, minimum) =>
      `${service} (${part}): ${of}대 중 ${up}대 정상, 최소 ${minimum}대`,
    noServices: '이 서버에서 동작하는 서비스 없음',
    parts: { primary: '주', replica: '복제', standby: '대기', member: '구성원' },
    campaign: (campaign, stage) => `재부팅 작업 ${campaign}: ${stage}`,
    lastEnd: {
      planned: '직전 부팅은 계획대로 끝났습니다.',
      unplanned: '직전 부팅은 *예기치 않게* 끝났습니다.',
      unknown: '직전 부팅이 어떻게 끝났는지 확인되지 않았습니다.',
    },
    fellWith: (hypervisor, campaign) =>
      `직전 부팅은 하이퍼바이저 ${hypervisor} 재부팅(작업 ${campaign})과 함께 계획대로 끝났습니다.`,
  },

  rack: {
    title: (rack) => `랙 ${rack}`,
    place: (zone, feeds) => `존 ${zone}, 전원 계통: ${feeds}`,
    feedsUnknown: '알 수 없음',
    hosts: (count) => `서버 ${number(count)}대`,
    loss: '이 랙을 잃으면',
  },

  service: {
    title: (service) => `서비스 ${service}`,
    up: (up, of, minimum) => `*${of}대 중 ${up}대 정상*, 최소 ${minimum}대`,
    instances: '인스턴스',
    needs: '필요한 서비스',
    findings: '배치 점검',
    waived: (at) => `${at}까지 수용됨`,
  },

  owner: {
    title: (owner) => `담당 ${owner}`,
    reach: '연락처',
    notReachable: '인벤토리에 Slack 채널이나 사람이 없음',
    services: '서비스',
    hosts: (count) => `서버: ${number(count)}대`,
    owns: (kind, name, owner) => `${kind} ${name} 담당: ${owner}`,
    nobody: (kind, name) => `${kind} ${name}: 담당 없음`,
  },

  lists: {
    overdue: (count) => `최대 가동 시간 초과: 서버 ${number(count)}대`,
    due: (count) => `기한 임박: 서버 ${number(count)}대`,
    noneOverdue: '최대 가동 시간을 넘긴 서버가 없습니다.',
    noneDue: '기한이 임박한 서버가 없습니다.',
    unknown: (count) => `${number(count)}대는 최근 정상으로 확인되지 않아 판단할 수 없습니다.`,
    line: (host, what, owner) => `${host}: ${what}, ${owner}`,
    rebooted: (count, at) => `${at} 이후 재부팅: 서버 ${number(count)}대`,
    noneRebooted: (at) => `${at} 이후 재부팅된 서버가 없습니다.`,
    ended: { planned: '계획됨', unplanned: '*예기치 않음*', unknown: '원인 미확인' },
    fellWith: (hypervisor) => `계획됨, 하이퍼바이저 ${hypervisor}와(과) 함께`,
    rebootedLine: (host, at, how) => `${host}: ${at}, ${how}`,
    added: (count, at) => `${at} 이후 처음 확인: 서버 ${number(count)}대`,
    noneAdded: (at) => `${at} 이후 처음 확인된 서버가 없습니다.`,
    neverSeen: (hosts) => `인벤토리에 있으나 확인된 적 없음: ${hosts}`,
    addedLine: (host, at) => `${host}: ${at}`,
  },

  whatIf: {
    title: (domains) => `${domains} 상실 시`,
    down: (hosts) => `서버 ${number(hosts)}대 중단`,
    already: (hosts, names) => `지금 이미 응답이 없어 함께 계산함: ${number(hosts)}대 (${names})`,
    outcome: {
      ok: '정상',
      degraded: '일부 상실',
      'below-minimum': '최소 미달',
      'quorum-lost': '정족수 상실',
      down: '중단',
    },
    counts: (outcome, services) => `${outcome} ${number(services)}개`,
    allOk: '모든 서비스가 정상으로 남습니다.',
    services: '서비스',
    line: (service, outcome, left, of, owner) =>
      `${service}: *${outcome}*, ${of}대 중 ${left}대 남음, ${owner}`,
    needs: (path) => `필요: ${path}`,
    noTakeOver: '주 인스턴스 상실, 넘겨받을 곳 없음',
    takeOver: '주 인스턴스 상실, 대기 인스턴스 남음',
    call: '연락할 담당',
    hosts: '서버',
  },

  next: {
    title: '다음 재부팅',
    asIf: '아래는 정지나 보류가 없다고 가정한 내용입니다.',
    running: '재부팅 작업',
    planned: (count) => `지금 계획한다면: 서버 ${number(count)}대`,
    line: (host, at, why) => `${host}: ${at}, ${why}`,
    reasons: {
      overdue: '기한 초과',
      'due-soon': '기한 임박',
      'reboot-required': '업데이트 적용에 재부팅 필요',
      drawn: '카오스 모드 추첨',
      requested: '직접 지정',
      spread: '기한이 몰리지 않게 미리',
    },
    nothingDue: '재부팅할 서버가 없습니다.',
    cannotPlan: '지금은 계획을 만들 수 없습니다.',
    notApproved: '계획이 제안되고 승인되기 전에는 아무것도 시작하지 않습니다.',
  },

  campaign: {
    open: (count) => `진행 중인 재부팅 작업: ${number(count)}개`,
    noneOpen: '진행 중인 재부팅 작업이 없습니다.',
    title: (campaign) => `재부팅 작업 ${campaign}`,
    phases: {
      'awaiting-approval': '승인 대기',
      running: '진행 중',
      paused: '일시 정지',
      halted: '멈춤, 결정 필요',
      stopping: '중지하는 중',
      ended: '종료',
    },
    waitingLine: (campaign, toReboot, total) =>
      toReboot === total
        ? `${campaign}: *승인 대기*, ${number(total)}대 재부팅 예정`
        : `${campaign}: *승인 대기*, ${number(total)}대 중 ${number(toReboot)}대 재부팅 예정`,
    line: (campaign, phase, done, total) =>
      `${campaign}: *${phase}*, ${number(total)}대 중 ${number(done)}대 완료`,
    inFlight: '지금 진행 중',
    failed: '실패',
    next: '다음',
    expectedEnd: (at) => `예상 종료: ${at}`,
    askedBy: (person, at) => `요청: ${person} ${at}`,
  },

  stop: {
    campaignTitle: (campaign) => `재부팅 작업 ${campaign} 중지`,
    campaign: (inFlight) =>
      `더 이상 새 서버를 시작하지 않습니다. 지금 진행 중인 ${number(inFlight)}대는 먼저 끝까지 마무리합니다. 다시 시작할 수 없습니다.`,
    ended: '이미 종료되었습니다.',
    campaignButton: '재부팅 작업 중지',
    fleetTitle: '전체 중지',
    fleet: (campaigns, inFlight) =>
      `정지 스위치를 켭니다. \`stagger stop-switch clear\`로 풀 때까지 어떤 재부팅 작업도 새 서버를 시작하지 않습니다. 열린 재부팅 작업 ${number(campaigns)}개, 지금 진행 중인 ${number(inFlight)}대는 먼저 끝까지 마무리합니다.`,
    fleetButton: '전체 중지',
    already: (why) => `이미 중지되어 있습니다: ${why}`,
    approversOnly: '승인자만 누를 수 있습니다.',
    confirmTitle: '정말 중지할까요?',
    confirmNo: '돌아가기',
    done: '중지했습니다. 어떤 재부팅 작업도 새 서버를 시작하지 않습니다.',
  },

  unknown: {
    name: (kind, found) => `${kind} ${found}: 찾을 수 없습니다.`,
    known: (kind, count) =>
      `인벤토리의 ${kind}: ${number(count)}개. 이름의 앞부분을 쓰면 맞는 것들을 보여 줍니다.`,
    noGuests: (found, instead) => `${found}: 게스트가 없는 서버입니다. \`만약 ${instead}\`(으)로 물어보세요.`,
    anyName: '무엇인지 함께 쓰거나(`서버 …`, `랙 …`, `서비스 …`) `도움말`을 보세요.',
    ambiguous: (found) => `${found}: 여러 개가 있습니다. 어느 것인가요?`,
    choice: (kind, name) => `${kind} ${name}`,
    notUnderstood: (found) => `${found}: 이해하지 못했습니다.`,
    nearest: (word) => `혹시 ${word}인가요?`,
    tryHelp: '`도움말`에서 물어볼 수 있는 것을 볼 수 있습니다.',
    incomplete: {
      name: (word) => `${word} 뒤에 이름이 필요합니다. 예: ${word} web-01`,
      domain: (word) => `${word} 뒤에 잃는 것을 쓰세요. 예: ${word} rack:r12`,
      time: (word) => `${word} 뒤에 기간이나 날짜를 쓰세요. 예: 24시간, 7일, 2주, 2026-11-01`,
    },
  },
  outsider: '이 워크스페이스의 멤버에게만 답합니다.',
  tooLate: '질문하신 동안 Slack에 연결할 수 없어 제때 답하지 못했습니다. 다시 질문해 주세요.',
  failed: '내부 문제로 답하지 못했습니다. 다시 묻거나 명령줄을 사용하세요.',
};
