// 게이트, 로드밸런서, 훅, 드리프트, 인벤토리 변경을 Stagger가 영어로 남긴 말을 우리말로 옮긴다. 기록에는 영어로 남으므로 읽는
// 자리에서 옮긴다. 여기 없는 말은 다른 프로그램이 한 말이며, 옮기지 않고 따옴표 안에 그대로 보여 준다.

import type { ProbeFailure } from '../../../core/fleet/observation.ts';
import { cause } from './failure-cause.ts';
import { inventoryPhrases } from './own-inventory-words.ts';
import type { Part, Phrase } from './phrase.ts';

const quote = (said: Part): string => (said === undefined || said === '' ? '' : `: “${said}”`);
const either = (wanted: Part): string => (wanted ?? '').replaceAll(' or ', ' 또는 ');
const onOff = (value: Part): string => (value === 'on' ? '켜짐' : '꺼짐');
const missed = Object.keys(cause.missed).join('|');

const mysql: readonly Phrase[] = [
  [
    /^read_only is (on|off), expected (on|off)$/,
    (is, wanted) => `read_only ${onOff(is)} (기대: ${onOff(wanted)})`,
  ],
  [
    /^it replicates from (\d+) source\(s\), expected a primary$/,
    (n) => `소스 ${n}개에서 복제를 받음 (기대: primary)`,
  ],
  [/^it replicates from nobody, expected a replica$/, () => '복제를 받고 있지 않음 (기대: replica)'],
  [/^channel ([^:]+): (.+)$/, (name, found) => `복제 채널 ${name}: ${inKorean(found)}`],
  [
    /^the (receiver|applier) thread is not running \((.*?)\)(?:: (.+))?$/,
    (thread, state, error) =>
      `복제 ${thread === 'receiver' ? '수신' : '적용'} 스레드가 동작하지 않음 (“${state}”)${quote(error)}`,
  ],
  [/^replication reports an error: (.+)$/, (error) => `복제 오류${quote(error)}`],
  [/^the lag is not known$/, () => '복제 지연을 알 수 없음'],
  [
    /^it is ([\d.]+) s behind, at most ([\d.]+) s expected$/,
    (lag, most) => `복제 지연 ${lag}초 (허용: ${most}초 이하)`,
  ],
  [
    /^it is a (primary|replica) now; the inventory says (.+)$/,
    (is, says) => `지금은 ${is} (인벤토리: ${says})`,
  ],
  [
    /^it takes writes, and is set up as a replica whose applier does not run; the inventory says (.+)$/,
    (says) => `쓰기를 받는데 복제 설정이 있고 적용 스레드는 멈춤 (인벤토리: ${says})`,
  ],
];

const redis: readonly Phrase[] = [
  [/^it does not say whether its data is loaded$/, () => '데이터를 모두 읽어 들였는지 알려 주지 않음'],
  [
    /^it is loading its data(?: \((.+) %\))?$/,
    (share) => `데이터를 읽어 들이는 중${share === undefined ? '' : ` (${share} %)`}`,
  ],
  [
    /^(?:it|Redis) does not say whether it is a primary or a replica$/,
    () => 'primary인지 replica인지 알려 주지 않음',
  ],
  [
    /^it is a (primary|replica), expected a (primary|replica)$/,
    (is, wanted) => `지금은 ${is} (기대: ${wanted})`,
  ],
  [
    /^the link to its primary is (.+)$/,
    (link) => `primary와의 연결 상태: ${link === 'not known' ? '알 수 없음' : `“${link}”`}`,
  ],
  [/^it is still copying the data of its primary$/, () => 'primary의 데이터를 아직 복사하는 중'],
  [/^it holds (\d+) keys, at least (\d+) expected$/, (has, wanted) => `키 ${has}개 (기대: ${wanted}개 이상)`],
  [
    /^(\d+) of (\d+) keys without an expiry are there again, at least (\d+) expected$/,
    (there, all, wanted) => `만료 없는 키 ${all}개 중 ${there}개만 있음 (기대: ${wanted}개 이상)`,
  ],
  [
    /^it could not save: rdb_last_bgsave_status is (.+)$/,
    (status) => `저장 실패: rdb_last_bgsave_status 값 ${status}`,
  ],
];

const onHost: readonly Phrase[] = [
  [
    /^exit code (-?\d+), expected (-?\d+)(?:: (.+))?$/s,
    (is, wanted, said) => `종료 코드 ${is} (기대: ${wanted})${quote(said)}`,
  ],
  [/^the output does not contain "(.*)"$/s, (text) => `출력에 “${text}” 없음`],
  [
    /^(.+?) (?:ended|exited) with (-?\d+)(?:: (.+))?$/s,
    (command, code, said) => `“${command}” 종료 코드 ${code}${quote(said)}`,
  ],
  [/^the host holds (\S+) on (\S+)$/, (address, device) => `서버의 ${device} 장치에 ${address} 주소가 있음`],
  [
    /^(.+) has (\d+) MiB \((\d+) %\) free, at least (.+) expected$/,
    (path, free, percent, wanted) => `${path} 여유 공간 ${free} MiB, ${percent} % (기대: ${wanted} 이상)`,
  ],
  [/^(\S+) is ([a-z-]+)$/, (unit, state) => `${unit} 상태 “${state}”`],
];

const guests: readonly Phrase[] = [
  [/^answers over SSH could not be asked: (.+)$/s, (why) => `SSH 응답: 확인하지 못함, ${inKorean(why)}`],
  [/^answers over SSH: (.+)$/s, (found) => `SSH 응답: ${inKorean(found)}`],
  [
    /^logins are still refused: (.+) exists$/,
    (files) => `아직 로그인을 거부함 (${either(files)} 파일이 있음)`,
  ],
  [/^systemd says ([a-z-]+)$/, (state) => `systemd 상태 “${state}”`],
];

const network: readonly Phrase[] = [
  [/^did not answer in (\d+) ms$/, (ms) => `${ms} ms 안에 응답 없음`],
  [/^port (\d+) did not answer in (\d+) ms$/, (port, ms) => `${port}번 포트: ${ms} ms 안에 응답 없음`],
  [/^port (\d+): (.+)$/, (port, said) => `${port}번 포트: ${inKorean(said)}`],
  [/^(\S+) did not answer in (\d+) ms$/, (where, ms) => `${where}: ${ms} ms 안에 응답 없음`],
  [
    /^(\S+) answered (\d+), but its body does not contain "(.*)"$/s,
    (where, status, text) => `${where} 응답 ${status}, 본문에 “${text}” 없음`,
  ],
  [
    /^(\S+) answered (\d+), expected (.+)$/,
    (where, status, wanted) => `${where} 응답 ${status} (기대: ${either(wanted)})`,
  ],
  [/^(\S+) is no path to one value$/, (path) => `${path} 경로가 값 하나를 가리키지 않음`],
  [
    /^its body is longer than (\d+) KiB, so it was not read as JSON$/,
    (kib) => `본문이 ${kib} KiB보다 길어 JSON으로 읽지 않음`,
  ],
  [/^its body is not JSON$/, () => '본문이 JSON이 아님'],
  [/^(\S+) is not there, expected (.+)$/, (path, wanted) => `${path} 값 없음 (기대: ${wanted})`],
  [
    /^(\S+) is an? (list|object), expected (.+)$/,
    (path, kind, wanted) => `${path} 값이 ${kind === 'list' ? '목록' : '객체'} (기대: ${wanted})`,
  ],
  [/^(\S+) is (.+), expected (.+)$/, (path, is, wanted) => `${path} 값 ${is} (기대: ${wanted})`],
  [
    /^a certificate is verified for a name, and the inventory has an address; write the host's name$/,
    () => '인증서는 이름으로 검증하는데 인벤토리에는 주소만 있음. 서버 이름을 적으세요',
  ],
  [
    /^the authorities in (\S+) cannot be read \((.+)\)$/,
    (path, why) => `${path}의 인증 기관 파일을 읽을 수 없음 (${why})`,
  ],
  [
    /^the name (\S+) has no address; where only ~\/\.ssh\/config knows it, set the host's address in the inventory$/,
    (name) =>
      `${name} 이름에 해당하는 주소가 없음. ~/.ssh/config에만 있는 이름이면 인벤토리에 주소를 적으세요`,
  ],
  [
    /^(?:(\S+) leads to )?(\S+), where no server of a fleet lives: nothing was asked$/,
    (name, at) =>
      `${name === undefined ? '' : `${name} 이름의 `}주소 ${at}에는 서버가 있을 수 없어 확인하지 않음`,
  ],
  [
    /^(\S+) leads to (\S+), which is this machine: nothing was asked; if that is meant, write the address itself$/,
    (name, at) =>
      `${name} 이름이 Stagger 자신의 주소 ${at} 값이라 확인하지 않음. 의도한 것이면 주소를 직접 적으세요`,
  ],
];

const balancers: readonly Phrase[] = [
  [/^(\S+ on \S+) was just changed$/, (seat) => `${at(seat)} 방금 바꿈, 아직 확인 전`],
  [/^(\S+ on \S+) still has (\d+) sessions$/, (seat, n) => `${at(seat)} 남은 세션 ${n}개`],
  [/^(\S+ on \S+) is (.+)$/, (seat, status) => `${at(seat)} 상태 “${status}”`],
  [/^(\d+) errors in (\d+) requests$/, (errors, requests) => `요청 ${requests}건 중 오류 ${errors}건`],
  [/^(\S+\/\S+ on \S+): (.+)$/, (seat, found) => `${at(seat)} ${inKorean(found)}`],
  [
    /^at (\d+) % of its weight for (\S+): (.+)$/,
    (percent, service, found) => `${service} 가중치 ${percent} %에서 ${inKorean(found)}`,
  ],
  [
    /^HAProxy on (\S+), (\S+): (.+)$/,
    (host, seat, said) => `${host} 서버의 HAProxy, ${seat}: ${inKorean(said)}`,
  ],
  [/^there is no such server$/, () => '그런 서버가 없음'],
  [/^no answer to read: ?(.*)$/, (said) => `읽을 수 없는 응답${quote(said)}`],
  [/^its state, its weight or its sessions cannot be read$/, () => '상태, 가중치, 세션 수를 읽을 수 없음'],
];

const drift: readonly Phrase[] = [
  [/^could not be read after the reboot$/, () => '재부팅 뒤 읽을 수 없음'],
  [/^the clock is not synchronised$/, () => '시계가 동기화되지 않음'],
  [/^(.+) before, (.+) now$/, (before, now) => `전 ${before}, 지금 ${now}`],
  [/^a disk of (.+)$/, (size) => `${size} 디스크`],
];

const stopSwitch: readonly Phrase[] = [
  [/^stopped from chat \((.+)\)$/, (who) => `채팅에서 중지 (${who})`],
  [
    /^(.+) names no service and no host, so it stops everything: (.+)$/s,
    (file, why) => `${file} 이름에 해당하는 서비스나 서버가 없어 모두 중지: ${why}`,
  ],
];

const around: readonly Phrase[] = [
  [
    /^(.+); it could not be taken out again \((.+)\)$/s,
    (found, why) => `${inKorean(found)}; 다시 빼지 못함 (${inKorean(why)})`,
  ],
  [
    /^(.+) \(undoing the drain after [a-z-]+(?:: (.+))?\)$/s,
    (found, why) =>
      `${inKorean(found)} (드레인을 되돌리던 중${why === undefined ? '' : `, 앞선 실패: ${inKorean(why)}`})`,
  ],
  [
    /^(?:(\S+) )?could not be asked: (.+)$/s,
    (gate, why) => `${gate === undefined ? '' : `${gate}: `}확인하지 못함, ${inKorean(why)}`,
  ],
  [new RegExp(`^(${missed}): `, 's'), (failure) => cause.missed[failure as ProbeFailure]],
  [/^(MySQL|Redis) on (\S+): (.+)$/s, (server, where, said) => `${where}의 ${server}: ${inKorean(said)}`],
];

/** 앞에 있는 것부터 맞춰 본다. */
const phrases: readonly Phrase[] = [
  ...guests,
  ...around,
  ...stopSwitch,
  ...mysql,
  ...redis,
  ...balancers,
  ...drift,
  ...inventoryPhrases,
  ...network,
  ...onHost,
];

/** `web/web-01 on lb-01`: 어느 로드밸런서의 어느 자리인지. */
function at(seat: Part): string {
  const [place, balancer] = (seat ?? '').split(' on ');
  return `${balancer} 로드밸런서의 ${place}:`;
}

/** Stagger가 한 말이면 우리말로, 아니면 null. */
export function ownWords(english: string): string | null {
  for (const [shape, words] of phrases) {
    const match = shape.exec(english);
    if (match !== null) return words(...match.slice(1));
  }
  const [first, ...others] = english.split('; ');
  if (first !== undefined && others.length > 0) {
    const each = [first, ...others].map(ownWords);
    if (each.every((one) => one !== null)) return each.join('; ');
  }
  // 이름이나 주소 뒤에 오는 우리 말: `정상 응답: 80번 포트 …`
  for (const shape of [/^(\S+): (.+)$/s, /^([^:\s][^:]{0,79}): (.+)$/s]) {
    const [, name, rest] = shape.exec(english) ?? [];
    const own = rest === undefined ? null : ownWords(rest);
    if (own !== null) return `${name}: ${own}`;
  }
  return null;
}

/** 남의 말은 따옴표 안에 그대로. */
function inKorean(english: Part): string {
  return ownWords(english ?? '') ?? `“${english ?? ''}”`;
}
