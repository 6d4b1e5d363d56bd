// Korean words of the placement audit in chat.

import { DAY_MS, assertNever } from '../../../core/brand.ts';
import { codes } from './report.ts';
import type { FailureDomain } from '../../../core/fleet/fleet.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import type { audit as english } from '../en/audit.ts';

type Name = (name: string) => string;

const levels: Readonly<Record<Exclude<FailureDomain['level'], 'custom'>, string>> = {
  host: '서버',
  hypervisor: '하이퍼바이저',
  rack: '랙',
  feed: '전원 계통',
  zone: '존',
  site: '사이트',
};

function where(domain: FailureDomain | null, name: Name): string {
  if (domain === null) return '서버 한 대';
  // A kind that the site defines is the site's own word.
  const level = domain.level === 'custom' ? name(domain.kind) : levels[domain.level];
  return `${level} ${name(domain.id)}`;
}

const number = (count: number): string => count.toLocaleString('ko');

function findingSentence(finding: Finding, name: Name): string {
  const { code, figures } = finding;
  const service = name(finding.service ?? '?');
  const host = name(finding.host ?? '?');
  const place = where(finding.domain, name);
  const figure = (key: string): number => figures[key] ?? 0;
  const days = (key: string): string => `${number(Math.max(0, Math.floor(figure(key) / DAY_MS)))}일`;
  const leaves = `${service}: ${place} 상실 시 ${figure('instances')}개 중 ${figure('left')}개만 남음`;
  switch (code) {
    case 'all-in-one-domain':
      return `${service}: 인스턴스 ${figure('instances')}개가 모두 ${place}에 있어 함께 중단됨`;
    case 'quorum-lost':
      return `${leaves} (과반 ${figure('majority')}개 미달)`;
    case 'primary-with-standby':
      return `${service}: 주 인스턴스와 대기 인스턴스가 모두 ${place}에 있어 넘겨받을 곳이 없음`;
    case 'below-minimum':
      return `${leaves} (최소 ${figure('minimum')}개 필요)`;
    case 'clustered':
      return `${service}: 인스턴스 ${figure('instances')}개 중 ${figure('lost')}개가 ${place}에 몰려 있음 (고르게 나누면 ${figure('fairShare')}개)`;
    case 'single-instance':
      return `${service}: 인스턴스가 하나뿐이라 그 서버가 멈추면 남는 것이 없음`;
    case 'no-headroom':
      return `${service}: ${figure('instances')}개 중 ${figure('minimum')}개가 필요해 한 대도 재부팅할 수 없음`;
    case 'too-few-instances':
      return `${service}: ${figure('minimum')}개가 필요하지만 인벤토리에는 ${figure('instances')}개뿐임`;
    case 'shared-fate':
      return `${service}: 필요한 서비스 ${name(finding.path.at(-1) ?? '?')} 중단됨 (${place} 상실 시)`;
    case 'no-placement':
      return `${host}: 인벤토리에 위치가 없어 재부팅 대상이 되지 않음`;
    case 'uptime-overdue':
      return `${host}: 가동 ${days('uptimeMs')} (최대 ${days('maxUptimeMs')})`;
    case 'uptime-due-soon':
      return `${host}: ${days('dueInMs')} 뒤 기한`;
    default:
      return assertNever(code);
  }
}

export const audit: typeof english = {
  finding: findingSentence,
  where,
  title: (day) => `배치 점검, ${day}`,
  severities: { critical: '심각', warning: '경고', notice: '참고' },
  counts: (critical, warning, notice) => `심각 ${critical}, 경고 ${warning}, 참고 ${notice}`,
  clean: '발견된 문제가 없습니다. 하나를 잃어도 최소 미만으로 떨어지는 서비스가 없습니다.',
  waivedCount: (count) => `수용됨 ${count}`,
  added: (count) => `지난 점검 이후 새로 발견: ${count}건`,
  gone: (count) => `지난 점검 이후 해소: ${count}건`,
  unchanged: '지난 점검 이후 새로 생기거나 사라진 것이 없습니다.',
  first: '첫 점검입니다. 다음 점검부터 달라진 점을 알려 드립니다.',
  open: '남은 문제 (심각한 것부터)',
  notShown: (count) => `그 밖에 ${number(count)}건: \`stagger audit\`에서 모두 볼 수 있습니다.`,
  waivers: '수용됨',
  waiver: (what, by, until, reason) => `${what}: ${by}, ${until}까지, 이유: ${reason}`,
  expired: (count) => `수용 기간이 끝났지만 문제가 그대로인 것이 ${count}건 있습니다.`,
  owner: (owner) => `담당 ${owner}`,
  codes,
  waive: '수용 …',
  waiveTitle: '문제 수용',
  waiveReason: '수용하는 이유는 무엇인가요?',
  waiveReasonHint: '기간이 끝날 때까지 모든 점검에 이름과 함께 표시됩니다.',
  waiveUntil: '기한',
  waiveUntilHint: '이날부터 다시 문제로 셉니다. 최대 1년입니다.',
  waiveSubmit: '수용',
  waiveOnlyApprovers: '승인자만 수용할 수 있습니다.',
  waived: '수용했습니다. 기간이 끝날 때까지 모든 점검에 반영됩니다.',
  waiverEnd: '수용 기한은 내일부터 1년 이내여야 합니다.',
};
