// 서버 실패의 원인.

import type { cause as enCause } from '../en/failure-cause.ts';

export const cause: typeof enCause = {
  missed: {
    'name-not-resolved': '이름을 확인할 수 없음',
    'no-route': '네트워크 경로 없음',
    'connection-refused': '연결 거부',
    'connect-timeout': '연결 시간 초과',
    'handshake-failed': 'SSH 연결 협상 실패',
    'handshake-timeout': 'SSH 연결 협상 시간 초과',
    'host-key-unknown': '알 수 없는 SSH 호스트 키',
    'host-key-changed': 'SSH 호스트 키가 바뀜',
    'host-key-revoked': '폐기된 SSH 호스트 키',
    'login-refused': '로그인 거부',
    'exec-refused': '명령 거부',
    'exec-timeout': '명령 시간 초과',
    'connection-lost': '연결 끊김',
    'garbage-output': '응답을 읽을 수 없음',
    'internal-error': 'Stagger 내부 오류',
  },
  'not-allowed': (user, said) =>
    `재부팅 권한이 없습니다 (${said}). 그 서버에서 root로 visudo -f /etc/sudoers.d/stagger 를 열어 다음 줄을 추가하세요: ${user} ALL=(root) NOPASSWD: /usr/bin/systemctl reboot`,
  fenced: (epoch) =>
    `더 새로운 데몬의 명령(에포크 ${epoch})을 이미 받아서 아무것도 하지 않았습니다. 다른 데몬이 넘겨받았거나, 이 데몬이 늦은 시계로 시작했습니다. 이 데몬을 멈추거나 시계를 맞춘 뒤 다시 시작하세요.`,
  'boot-id-unreadable': (found) => `부트 ID를 읽을 수 없습니다 (값: ${found}).`,
  'shutting-down': '이미 종료 중이거나 로그인을 거부하고 있습니다.',
  'uptime-began-again': '부팅 ID는 그대로인데 가동 시간이 다시 시작되어 재부팅을 입증하지 못합니다.',
  'uptime-too-long': (uptime, since) =>
    `부팅 ID는 새것이지만, 가동 시간(${uptime})이 요청 이후 지난 시간(${since})보다 깁니다.`,
  'still-old-boot': '재부팅을 보냈지만 이전 부팅 그대로 동작합니다.',
  'requests-used': (requests) => `재부팅 요청 ${requests}번을 모두 썼지만 이전 부팅 그대로 동작합니다.`,
  'guest-away': (guest, said) => `게스트 ${guest}에 SSH로 연결되지 않습니다. ${said}`,
  'drains-too-long': (drained, of, passed, expected) =>
    `게스트 ${of}대 중 ${drained}대의 트래픽을 빼는 데 ${passed} 걸려, 점검 시간대가 끝나거나 변경 금지가 시작되기 전에 마칠 수 없습니다. 예상한 시간은 모두 합쳐 ${expected}입니다. timing.expected 값을 올리거나 점검 시간대를 늘리세요.`,
  'rebooted-again': (boot) => `스스로 다시 재부팅했습니다. 지금 부팅: ${boot}`,
  'same-kernel': (running, installed) => `다시 ${running} 커널로 동작합니다. 설치된 커널: ${installed}`,
  'logins-refused': '아직 로그인을 거부합니다 (/run/nologin 또는 /etc/nologin).',
  'system-state': (state) => `systemd 상태: ${state}`,
  'failed-units-unread': 'systemd 상태가 degraded인데, 실패한 유닛을 읽지 못했습니다.',
  'failed-units': (units) => `전에는 없던 실패 유닛: ${units}`,
  drift: (items) => `재부팅 뒤에 없어진 것: ${items}`,
  driftKinds: {
    units: '유닛',
    listeners: '열린 포트',
    mounts: '마운트',
    routes: '라우트',
    memory: '메모리',
    cpus: 'CPU',
    disks: '디스크',
    'time-sync': '시간 동기화',
  },
};
