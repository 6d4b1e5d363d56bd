// Korean words of the audit's reports (table, Markdown, HTML) that are not a finding's own sentence.

import type { FindingCode } from '../../../core/placement/finding.ts';
import type { report as english } from '../en/report.ts';

/** 문제 종류의 이름. */
export const codes: Readonly<Record<FindingCode, string>> = {
  'all-in-one-domain': '모든 인스턴스가 한곳에 있음',
  'quorum-lost': '과반 상실',
  'primary-with-standby': '주 인스턴스와 대기 인스턴스가 함께 있음',
  'below-minimum': '최소 미만',
  clustered: '한곳에 몰림',
  'single-instance': '인스턴스 하나뿐',
  'no-headroom': '여유 없음',
  'too-few-instances': '인스턴스 부족',
  'shared-fate': '의존하는 서비스와 함께 중단',
  'no-placement': '위치 없음',
  'uptime-overdue': '가동 기한 초과',
  'uptime-due-soon': '가동 기한 임박',
};

export const report: typeof english = {
  title: '배치 점검',
  hosts: (count) => `서버 ${count}대`,
  services: (count) => `서비스 ${count}개`,
  notices: (count) => `알림 ${count}건`,
  noFindings: '발견된 문제 없음',
  counts: (open, of, waived) =>
    `문제 ${open}건: 심각 ${of.critical}, 경고 ${of.warning}, 알림 ${of.notice}${waived === 0 ? '' : `; 수용됨 ${waived}`}`,
  severities: { critical: '심각', warning: '경고', notice: '알림' },
  severityTitles: { critical: '심각', warning: '경고', notice: '알림' },
  columns: { severity: '심각도', code: '코드', subject: '대상', owner: '담당', finding: '내용' },
  findings: '발견된 문제',
  none: '없음.',
  also: (line) => `함께: ${line}`,
  foldedBy: (needs) => `필요한 서비스 ${needs} 중단:`,
  more: (count) => ` 외 ${count}건`,
  andMore: (count) => `그 밖에 ${count}건`,
  rack: (id) => `랙 ${id}`,
  zone: (id) => `존 ${id}`,
  unit: (standing, unit) => `${standing} ${unit}번 유닛`,
  onHypervisor: (id, standing) => `하이퍼바이저 ${id} (${standing})`,
  move: (host, from, to) => `${host} 이동: ${from} → ${to}`,
  seeThatThereIsRoom: ' (자리가 있는지 확인 필요)',
  suggestions: '제안',
  suggestionsEach: '제안 (서로 별개): 옮긴 뒤 다시 점검해 그 문제가 없어지고 새 문제가 생기지 않음을 확인함',
  baseline: '기준 점검',
  auditOf: (day, digest) => `${day} 점검 (${digest})`,
  against: (what) => `${what} 대비`,
  nothingChangedAgainst: (what) => `${what} 대비 달라진 것이 없습니다.`,
  nothingChanged: '달라진 것 없음',
  changes: {
    added: '새로 발견',
    worse: '악화',
    expired: '수용 기간 종료',
    waived: '새로 수용',
    gone: '해소',
  },
  waivedUntil: (day) => `${day}까지 수용됨`,
  waivedCount: (count) => `수용됨 ${count}건`,
  waiversEnded: '기간이 끝난 수용',
  waiversUnmatched: '해당하는 문제가 없는 수용',
  waiver: (what, until, by, reason) => `${what}, ${until}까지, ${by}: ${reason}`,
  needs: '의존 관계',
  longestChain: (chain) => `가장 긴 의존 사슬: ${chain}`,
  circle: (circle) => `순환 의존: ${circle}`,
  auditDigest: (digest) => `점검 ${digest}`,
  racks: '랙',
  rackPicture: {
    site: (id) => `사이트 ${id}`,
    zone: (id) => `존 ${id}`,
    noRack: '랙 없음',
    noFeeds: '전원 계통 모름',
    nowhere: '위치가 적혀 있지 않음',
    counts: (count, guests) =>
      `서버 ${count.toLocaleString('ko')}대${guests === 0 ? '' : `(게스트 ${guests.toLocaleString('ko')}대 포함)`}`,
  },
  codes,
};
