// The Korean catalogue. Names come from people and machines, so sentences avoid particles that depend on whether the
// name before them ends in a consonant.

import { because } from './ko/decision-cause.ts';
import { approval, wait, waitDetails } from './ko/approval.ts';
import { DAY_MS, MINUTE_MS } from '../../core/brand.ts';
import { consoleKo } from './ko/console.ts';
import type { Catalogue } from './en.ts';
import { report } from './ko/report.ts';
import { audit } from './ko/audit.ts';
import { chaos } from './ko/chaos.ts';
import { digest } from './ko/digest.ts';
import { owner } from './ko/owner.ts';
import { cause } from './ko/failure-cause.ts';
import { closing } from './ko/closing.ts';
import { holds } from './ko/holds.ts';
import { home } from './ko/home.ts';
import { reminders } from './ko/reminders.ts';
import { webhook } from './ko/webhook.ts';
import { ownWords } from './ko/own-words.ts';
import { questions } from './ko/questions.ts';
import { hostNote, incident } from './ko/incident.ts';

const number = (count: number): string => count.toLocaleString('ko');

const ofHosts = (hosts: number, all: number): string =>
  hosts === all ? `서버 ${number(all)}대` : `서버 ${number(all)}대 중 ${number(hosts)}대`;

const duration = (lengthMs: number): string => {
  const minutes = Math.max(1, Math.round(lengthMs / MINUTE_MS));
  if (minutes < 60) return `${minutes}분`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)}일 ${hours % 24}시간`;
  return minutes % 60 === 0 ? `${hours}시간` : `${hours}시간 ${minutes % 60}분`;
};

export const ko: Catalogue = {
  duration,
  days: (lengthMs) => `${number(Math.floor(lengthMs / DAY_MS))}일`,
  more: (count) => `외 ${number(count)}`,
  label: (name, value) => `*${name}*\n${value}`,
  labelPlain: (name, value) => `${name}: ${value}`,
  labelInline: (name, value) => `*${name}:* ${value}`,
  list: ', ',
  sentences: ' ',
  report,
  audit,
  chaos,
  digest,
  home,
  reminders,
  webhook,
  questions,
  commandLine: (user) => `${user} (명령줄)`,

  plan: {
    title: (hosts) => `재부팅 계획: 서버 ${number(hosts)}대`,
    awaiting: (given, needed) => `승인 대기 중: ${needed}명 중 ${given}명 승인`,
    order: '순서',
    wave: (wave, names) => `${wave}. ${names}`,
    moreWaves: (waves, hosts) => `… 이후 ${number(waves)}단계, 서버 ${number(hosts)}대`,
    why: '지금 하는 이유',
    reasons: {
      overdue: (count) => `최대 가동 시간 초과 ${count}대`,
      spread: (count) => `기한이 한꺼번에 몰리지 않게 미리 나누어 진행 ${count}대`,
      'due-soon': (count) => `최대 가동 시간 임박 ${count}대`,
      'reboot-required': (count) => `업데이트 적용에 재부팅 필요 ${count}대`,
      drawn: (count) => `카오스 모드가 연습으로 추첨한 서버 ${count}대`,
      requested: (count) => `직접 지정 ${count}대`,
    },
    longestUp: (host, uptime) => `최장 가동: ${host}, ${uptime}`,
    when: '시각',
    fromTo: (from, to) => `${from} ~ ${to} (그 전에 승인된 경우. 이후에는 점검 시간대가 열려 있을 때 시작)`,
    onceApproved: '승인되면 바로, 점검 시간대가 닫혀 있으면 다음에 열릴 때',
    howLong: '소요 시간',
    about: (length) => `약 ${length}`,
    askedBy: '요청자',
    worst: '가장 나쁜 순간의 영향',
    worstService: (service, up, of) => `${service}: ${of}대 중 ${up}대 가동`,
    worstMinimum: (minimum) => `최소 ${minimum}대`,
    worstDown: (service) => `${service}: 유일한 서버가 재부팅되는 동안 *서비스 중단*`,
    worstDownPlain: (service) => `${service}: 유일한 서버가 재부팅되는 동안 서비스 중단`,
    noService: '이 서버들에서 동작하는 서비스가 없습니다.',
    moreServices: (count) => `… 그 밖의 서비스 ${number(count)}개는 이보다 나쁘지 않음`,
    approvals: '승인',
    skipped: (hosts) => `건너뛰기로 제외되어 이 계획으로 재부팅하지 않음: ${hosts}`,
    approval: (person, at) => `${person} ${at}`,
    expires: (at) => `${at}에 만료됩니다. 승인이 없으면 아무것도 재부팅하지 않습니다.`,
    identity: (campaign, version, digest) => `${campaign} · 계획 v${version} · ${digest}`,
    howToAct: '이 메시지의 버튼으로 승인하거나 거부하세요.',
    approve: (hosts) => `${number(hosts)}대 재부팅 승인`,
    deny: '계획 거부',
    confirmTitle: '이 계획을 승인할까요?',
    confirmText: (hosts, length, worst) =>
      `점검 시간대가 열려 있을 때 시작해 서버 ${number(hosts)}대를 여유 안에서 차례로 재부팅합니다(${length}). 첫 실패에서 바로 멈춥니다. 가장 나쁜 순간: ${worst}`,
    confirmYes: '승인',
    confirmNo: '돌아가기',
    denyTitle: '계획 거부',
    denyLabel: '거부하는 이유는 무엇인가요?',
    denyHint: '이유는 채널의 모든 사람에게 보입니다.',
    denySubmit: '계획 거부',
    cancel: '취소',
    close: '닫기',
  },

  approval,
  wait,

  progress: {
    title: {
      running: (hosts, all) => `재부팅 진행 중: ${ofHosts(hosts, all)}`,
      paused: (hosts, all) => `일시 정지됨: ${ofHosts(hosts, all)} 재부팅`,
      halted: (hosts, all) => `멈춤: ${ofHosts(hosts, all)} 재부팅`,
      stopping: (hosts, all) => `중지하는 중: ${ofHosts(hosts, all)} 재부팅`,
    },
    counters: (done, total) => `*${number(total)}대 중 ${number(done)}대 완료*`,
    countersPlain: (done, total) => `${number(total)}대 중 ${number(done)}대 완료`,
    inFlightCount: (count) => `진행 중 ${number(count)}`,
    waitingCount: (count) => `대기 ${number(count)}`,
    failedCount: (count) => `실패 ${number(count)}`,
    skippedCount: (count) => `건너뜀 ${number(count)}`,
    inFlight: '지금 진행 중',
    nobodyInFlight: '진행 중인 서버가 없습니다.',
    next: '다음',
    expected: (at) => `${at} 예정`,
    whenFree: '자리가 나는 대로',
    estimate: (at) => `예상 종료: ${at}`,
    approvedBy: (people) => `승인: ${people}`,
    stage: {
      waiting: '대기',
      checking: '시작 전 점검',
      seating: '로드밸런서에서의 현재 상태를 읽는 중',
      leaving: '로드밸런서에서 빠짐, 남은 세션이 끝나기를 기다림',
      draining: '트래픽을 빼는 중',
      preparing: '트래픽 제외됨, 데이터 저장과 역할을 확인하는 중',
      rechecking: '트래픽 제외됨, 재부팅 전 마지막 점검',
      rebooting: '재부팅 명령을 보내는 중',
      confirming: '재부팅 중, 새 부팅을 기다림',
      holding: '새 부팅 확인, 유지되는지 관찰 중',
      settling: '새 부팅 입증, 시스템이 안정되기를 기다림',
      gating: '서비스가 응답하는지 확인 중',
      undraining: '서비스에 다시 투입하는 중',
      ramping: '트래픽을 단계적으로 다시 받는 중',
      retreating: '단계에서 문제가 생겨 다시 빼는 중',
      soaking: '다시 투입됨, 관찰 중',
      undoing: '재부팅하지 않음, 트래픽 제외를 되돌리는 중',
      restoring: '재부팅하지 않음, 로드밸런서에 되돌리는 중',
      done: '완료',
      failed: '실패',
      skipped: '건너뜀',
    },
    since: (at) => `${at}부터`,
    gate: (gate, of) => `확인 항목 ${gate}/${of}`,
    guest: (guest) => `게스트 ${guest}`,
    share: (percent) => `가중치 ${percent}%`,
    paused: (person, at) =>
      `${person} 님이 일시 정지 (${at}). 새로 시작하는 서버는 없으며, 진행 중인 서버는 끝까지 마칩니다.`,
    stopping: (person, at, inFlight) =>
      `${person} 님이 중지를 요청 (${at}). ${
        inFlight === 0 ? '바로 종료합니다.' : `진행 중인 서버 ${number(inFlight)}대를 먼저 끝까지 마칩니다.`
      }`,
    denied: (person, at, inFlight) =>
      `${person} 님이 진행 중에 거부 (${at}). ${
        inFlight === 0 ? '바로 종료합니다.' : `진행 중인 서버 ${number(inFlight)}대를 먼저 끝까지 마칩니다.`
      }`,
    bringingBack: (person, at) =>
      `${person} 님이 트래픽에서 빠져 있던 서버를 되돌리는 중 (${at}). 재부팅은 하지 않습니다.`,
    pause: '일시 정지',
    resume: '계속',
    stop: '중지',
    retry: (host) => `${host} 재시도`,
    skip: (host) => `${host} 건너뛰기`,
    confirmPause: '누군가 계속을 누를 때까지 새 서버를 시작하지 않습니다. 진행 중인 서버는 끝까지 마칩니다.',
    confirmResume: '점검 시간대와 여유가 허락하는 대로 다음 서버를 시작합니다.',
    confirmStop: (waiting) =>
      `남은 서버 ${number(waiting)}대는 재부팅하지 않습니다. 진행 중인 서버는 끝까지 마칩니다. 되돌릴 수 없습니다.`,
    confirmRestart: '재부팅하지 않은 서버입니다. 처음부터 다시 합니다. 점검하고 트래픽을 뺀 뒤 재부팅합니다.',
    confirmRetry: '먼저 상태를 다시 확인합니다. 이미 보낸 재부팅 명령을 확인 없이 다시 보내지 않습니다.',
    confirmSkip: '지금 상태 그대로 둡니다. 서비스에서 빠져 있을 수 있습니다. 나머지는 계속 진행합니다.',
    confirmTitle: {
      pause: '일시 정지할까요?',
      resume: '계속할까요?',
      stop: '중지할까요?',
      retry: '이 서버를 재시도할까요?',
      skip: '이 서버를 건너뛸까요?',
    },
    confirmNo: '돌아가기',
  },

  halt: {
    hostFailed: (host, failure, at) => `${host}: ${failure} (${at}).`,
    clockJumped: (length, at) =>
      `데몬의 시계가 ${length}만큼 갑자기 바뀌어(${at}) 시간 계산을 믿을 수 없습니다.`,
    nothingStarts: '누군가 결정할 때까지 더 시작하지 않습니다.',
    outOfRotation: '이 서버는 서비스에서 제외된 채로 둡니다.',
    guestsOut: (guests) => `게스트도 함께 제외된 채로 둡니다: ${guests}.`,
    guestsOutAlone: (guests) => `다음 게스트만 서비스에서 제외된 채로 둡니다: ${guests}.`,
    notPutBack:
      '재부팅하지 않았습니다. 재투입 명령과 로드밸런서를 살펴보세요. 재부팅 없이 되돌리려면 중지한 뒤 ‘되돌리기’를 누르세요. 재시도하면 모두 다시 드레인하고 재부팅합니다.',
    guestAwayTitle: '올라왔지만 게스트 하나가 올라오지 않았습니다',
    guestAway: (hypervisor) =>
      `하이퍼바이저에서 그 게스트를 시작하세요. 그런 뒤 재시도하면 다시 재부팅하지 않고 확인만 합니다. 살릴 수 없으면 중지하고, 나머지는 직접 되돌린 뒤 \`stagger put-back ${hypervisor} --done-by-hand\`를 실행하세요.`,
    whatToDo: '할 일',
    clockAdvice: '데몬이 동작하는 서버의 시간 동기화를 확인한 뒤 계속하거나 중지하세요.',
    alsoFailed: '그 밖의 실패',
  },

  failure: {
    'check-failed': '재부팅 전 점검에 실패했습니다',
    'drain-failed': '트래픽을 빼지 못했습니다',
    'prepare-failed': '재부팅 준비를 마치지 못했습니다',
    'wrong-role': '인벤토리와 다른 역할을 맡고 있습니다',
    'reboot-refused': '재부팅 명령을 거부했습니다',
    'reboot-not-sent': '재부팅 명령을 보내지 못했습니다',
    'did-not-go-down': '내려가지 않았습니다',
    'did-not-come-back': '다시 올라오지 않았습니다',
    'host-key-changed': '다른 SSH 호스트 키로 올라왔습니다',
    'came-back-same-boot': '재부팅되지 않은 채 응답합니다',
    'boot-suspect': '새 부팅의 값이 서로 맞지 않습니다',
    'reboot-loop': '재부팅을 되풀이합니다',
    'lost-after-boot': '새로 부팅한 뒤 응답이 끊겼습니다',
    'old-kernel': '이전 커널로 올라왔습니다',
    'system-not-up': '올라왔지만 시스템이 정상이 아닙니다',
    'gate-timed-out': '올라왔지만 서비스가 응답하지 않습니다',
    'undrain-failed': '서비스에 다시 투입하지 못했습니다',
    'ramp-failed': '올라왔지만 트래픽을 제대로 처리하지 못했습니다',
    drifted: '올라왔지만 전에 있던 것이 빠졌습니다',
  },

  advice: {
    'check-failed': '재부팅하지 않았습니다. 점검에서 나온 문제를 고친 뒤 재시도하거나 건너뛰세요.',
    'drain-failed': '재부팅하지 않았습니다. 트래픽 제외 명령을 살펴본 뒤 재시도하거나 건너뛰세요.',
    'prepare-failed':
      '재부팅하지 않았습니다. 저장하거나 응답하지 못한 서버 프로그램을 살펴본 뒤 재시도하거나 건너뛰세요.',
    'wrong-role':
      '재부팅하지 않았습니다. 누군가 프라이머리를 옮겼습니다. 인벤토리를 고치고 새 역할로 다시 계획하세요.',
    'reboot-refused': '재부팅하지 않았습니다. 서버의 sudo 규칙을 확인한 뒤 재시도하거나 건너뛰세요.',
    'reboot-not-sent': '재부팅하지 않았습니다. 서버까지의 경로를 확인한 뒤 재시도하거나 건너뛰세요.',
    'did-not-go-down': '콘솔에서 멈춘 종료 작업이 있는지 보세요. 보기 전에 전원을 끄지 마세요.',
    'did-not-come-back': '콘솔이나 전원을 확인하세요. 응답하면 재시도로 다시 확인합니다.',
    'host-key-changed': '새 키를 받아들이기 전에 까닭을 밝히세요. 다른 서버일 수 있습니다.',
    'came-back-same-boot': '재부팅이 일어나지 않았습니다. 서버의 로그를 본 뒤 재시도하거나 건너뛰세요.',
    'boot-suspect': '재시도하기 전에 부팅 ID와 가동 시간을 직접 비교하세요.',
    'reboot-loop': '콘솔을 보세요. /boot 용량, 워치독, 업데이트 실패가 흔한 원인입니다.',
    'lost-after-boot': '콘솔이나 네트워크를 확인하세요. 응답하면 재시도로 다시 확인합니다.',
    'old-kernel': '부트로더의 기본값을 확인하세요. 서비스는 동작합니다. 고친 뒤 재시도하거나 건너뛰세요.',
    'system-not-up': '`systemctl --failed`로 실패한 유닛을 본 뒤 재시도하세요.',
    'gate-timed-out': '서비스를 살펴보세요. 재시도는 다시 재부팅하지 않고 확인만 되풀이합니다.',
    'undrain-failed':
      '동작하지만 트래픽을 받지 않을 수 있습니다. 재투입 명령과 로드밸런서를 살펴본 뒤 재시도하세요.',
    drifted: '서비스는 동작합니다. 빠진 것이 어떻게 되었는지 확인한 뒤 재시도하거나 건너뛰세요.',
    'ramp-failed':
      '다시 서비스에서 뺐습니다. 오류를 살펴보세요. 재시도하면 확인부터 하고 처음 단계부터 다시 올립니다.',
  },

  ended: {
    drifted: '재부팅 뒤에 없어진 것',
    driftCount: (hosts) => `없어진 것이 있는 서버 ${number(hosts)}대`,
    title: {
      done: (hosts, all) => `완료: ${ofHosts(hosts, all)} 재부팅`,
      stopped: (hosts) => `중지됨: 서버 ${number(hosts)}대 재부팅`,
      denied: (hosts) => `거부됨: 서버 ${number(hosts)}대 재부팅 계획`,
      expired: (hosts) => `만료됨: 서버 ${number(hosts)}대 재부팅 계획`,
      voided: (hosts) => `무효: 서버 ${number(hosts)}대 재부팅 계획`,
    },
    done: (at) => `${at}에 끝났습니다.`,
    stopped: (person, at) => `${person} 님이 중지 (${at}).`,
    denied: (person, at) => `${person} 님이 거부 (${at}).`,
    reason: '이유',
    expired: (at) =>
      `기한(${at})까지 승인되지 않았습니다. 아무것도 재부팅하지 않았습니다. 여전히 필요하면 다시 계획하세요.`,
    expiredRunning: (at) => `모든 서버를 마치기 전에 승인이 만료되었습니다(${at}). 나머지는 다시 계획하세요.`,
    overtakenTitle: '종료됨: 재부팅할 서버가 없음',
    overtaken: (hosts, at) =>
      `${at}에 종료되었습니다. 계획에 남은 서버가 계획을 만든 뒤 모두 재부팅되어 할 일이 없습니다. 다시 재부팅하지 않은 서버: ${hosts}`,
    voided: (why, at) => `더 이상 유효하지 않습니다(${at}): ${why}`,
    failed: '실패',
    leftOut: '트래픽에서 빠져 있음 (되돌릴 때까지 중단된 것으로 계산)',
    bringBack: (host) => `${host} 되돌리기`,
    bringBackTitle: '되돌릴까요?',
    bringBackText: '점검을 다시 한 뒤 트래픽을 단계적으로 되돌립니다. 재부팅하지 않습니다.',
    skipped: '건너뜀',
    took: (length) => `${length} 걸림`,
  },

  skip: {
    alreadyRebooted: '그사이 누군가 재부팅함',
    changed: '계획이 승인된 뒤 인벤토리에서 이 서버나 서비스의 항목이 바뀜',
    removed: '인벤토리에 더 이상 없음',
    byPerson: (person) => `${person} 님의 결정`,
  },

  note: {
    approved: (person, given, needed) =>
      given >= needed
        ? `${person} 님이 승인했습니다(${given}/${needed}). 계획이 승인되었습니다.`
        : `${person} 님이 승인했습니다(${given}/${needed}).`,
    started: (left, all) =>
      left === all
        ? `시작합니다: 서버 ${number(all)}대를 재부팅합니다.`
        : `시작합니다: 서버 ${number(all)}대 중 ${number(left)}대를 재부팅합니다. 나머지는 이미 재부팅되었거나 제외되었습니다.`,
    paused: (person) => `${person} 님이 일시 정지했습니다. 진행 중인 서버는 끝까지 마칩니다.`,
    resumed: (person) => `${person} 님이 계속하도록 했습니다.`,
    stopRequested: (person, inFlight) =>
      inFlight === 0
        ? `${person} 님이 중지했습니다.`
        : `${person} 님이 중지를 요청했습니다. 진행 중인 서버 ${number(inFlight)}대를 먼저 마칩니다.`,
    denied: (person, inFlight) =>
      inFlight === 0
        ? `${person} 님이 거부했습니다.`
        : `${person} 님이 거부했습니다. 진행 중인 서버 ${number(inFlight)}대를 먼저 마칩니다.`,
    reopened: (person) => `${person} 님이 트래픽에서 빠져 있던 서버를 되돌립니다. 재부팅은 하지 않습니다.`,
    returned: (person, host) => `${person} 님이 ${host} 서버를 직접 되돌렸다고 알렸습니다.`,
    retry: (person, host) => `${person} 님이 ${host} 서버를 재시도합니다.`,
    skipped: (host, why) => `${host} 서버를 건너뜁니다: ${why}.`,
    hostFailed: (host, failure) => `${host}: ${failure}.`,
    halted: '작업을 멈췄습니다. 누군가 결정할 때까지 더 시작하지 않습니다.',
    ended: (outcome, counters) => `${outcome} ${counters}.`,
    canaryPassed: (host, facts) => `카나리 ${host} 통과: ${facts}. 나머지 서버를 이어서 시작합니다.`,
    groupDone: {
      zone: (id, done, total, facts) =>
        `존 ${id} 완료: ${number(total)}대 중 ${number(done)}대 완료, ${facts}.`,
      rack: (id, done, total, facts) =>
        `랙 ${id} 완료: ${number(total)}대 중 ${number(done)}대 완료, ${facts}.`,
    },
    noDrift: '재부팅 전과 다른 점 없음',
    drift: (hosts) => `재부팅 뒤 없어진 것이 있는 서버 ${number(hosts)}대`,
    event: (word) => `기록됨: ${word}.`,
  },

  cause,
  because,
  waitDetails,
  owner,
  closing,
  holds,
  incident,
  hostNote,

  inventory: {
    reloaded: (changes) => `인벤토리를 다시 읽었습니다. 변경 ${changes}건.`,
    refused: '바뀐 인벤토리를 거부했습니다. 마지막 정상 인벤토리를 계속 사용합니다.',
  },

  feedback: {
    checking: '결정할 권한이 있는지 확인하는 중입니다 …',
    done: {
      approve: '승인이 기록되었습니다.',
      deny: '거부가 기록되었습니다.',
      withdraw: '승인을 취소했습니다.',
      edit: '계획을 수정했습니다. 새 버전이 승인을 기다립니다.',
      replan: '새 계획을 채널에 올립니다. 요청자는 본인이므로 다른 사람이 승인해야 합니다.',
      pause: '일시 정지했습니다. 진행 중인 서버는 끝까지 마칩니다.',
      resume: '계속합니다.',
      stop: '중지가 기록되었습니다. 진행 중인 서버는 끝까지 마칩니다.',
      retry: '재시도가 기록되었습니다.',
      skip: '건너뛰기가 기록되었습니다.',
    },
    refused: {
      'not-approver': '이 계획의 승인자가 아닙니다.',
      'approver-unknown': '승인자인지 확인할 수 없어 아무것도 결정하지 않았습니다. 잠시 뒤 다시 시도하세요.',
      requester: '본인이 요청한 계획이므로 다른 사람이 승인해야 합니다.',
      'already-approved': '이미 승인하셨습니다. 한 번만 셉니다.',
      'plan-changed': '이 메시지가 표시된 뒤 계획이 바뀌었습니다. 최신 메시지를 보세요.',
      'fleet-changed': '계획을 세운 뒤 서버 구성이 바뀌어 승인할 수 없습니다. 다시 계획하세요.',
      expired: '이 계획은 만료되었습니다. 다시 계획하세요.',
      'already-decided': '이미 결정된 계획입니다.',
      'reason-missing': '거부하려면 이유가 필요합니다.',
      'not-approved': '아직 승인하지 않은 계획입니다.',
      'already-begun': '재부팅이 시작되어 승인을 취소할 수 없습니다. 대신 중지하세요.',
      'nothing-left': '재부팅할 서버가 남지 않습니다.',
      'does-not-apply': '지금 상태에서는 할 수 없는 일입니다.',
    },
    refusedOtherwise: '처리되지 않았습니다.',
    unreadable: '이 버튼은 더 이상 읽을 수 없습니다. 최신 메시지를 사용하세요.',
    failed: '내부 문제로 아무것도 결정하지 못했습니다. 다시 누르거나 명령줄을 사용하세요.',
  },

  ownWords,
  quotesDetails: false,

  console: consoleKo,
};
