// The English sentences of findings, all in one place. Other languages translate from the same codes, subjects and
// figures (views); nothing parses these sentences.

import { DAY_MS, assertNever } from '../brand.ts';
import type { FailureDomain } from '../fleet/fleet.ts';
import { levelText } from './domain-text.ts';
import type { Finding, FindingCode } from './finding.ts';

type Untold = Omit<Finding, 'message'>;

/** `rack r12`, or `any one host` where no domain is to blame. */
export function domainPhrase(domain: FailureDomain | null): string {
  return domain === null ? 'any one host' : `${levelText(domain)} ${domain.id}`;
}

function capital(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** Whole days, rounded down: "180 days" is not said a moment before they are over. */
function days(ms: number): string {
  return plural(Math.floor(ms / DAY_MS), 'day');
}

/** One sentence that says what is wrong. */
export function findingText(finding: Untold): string {
  const { code, figures } = finding;
  const service = finding.service ?? '';
  const host = finding.host ?? '';
  const where = domainPhrase(finding.domain);
  const figure = (name: string): number => figures[name] ?? 0;
  const leaves = `The loss of ${where} leaves ${figure('left')} of ${plural(figure('instances'), 'instance')} of ${service}`;
  switch (code) {
    case 'all-in-one-domain':
      return `All ${figure('instances')} instances of ${service} stand in ${where}: its loss leaves none.`;
    case 'quorum-lost':
      return `${leaves}: no majority, which is ${figure('majority')}.`;
    case 'primary-with-standby':
      return `${capital(where)} holds the primary of ${service} and every standby: nobody is left to take over.`;
    case 'below-minimum':
      return `${leaves}; ${figure('minimum')} must stay.`;
    case 'clustered':
      return (
        `${capital(where)} holds ${figure('lost')} of ${figure('instances')} instances of ${service}; ` +
        `spread evenly it would hold ${figure('fairShare')}.`
      );
    case 'single-instance':
      return `${service} has one instance, on ${finding.hosts.join(', ')}: when that host goes, nothing is left.`;
    case 'no-headroom':
      return (
        `${service} needs ${figure('minimum')} of its ${figure('instances')} instances: the loss of any one host ` +
        'is too much, and none of them can be rebooted.'
      );
    case 'too-few-instances':
      return `${service} needs ${plural(figure('minimum'), 'instance')} and the inventory has ${figure('instances')}.`;
    case 'shared-fate':
      return `${service} needs ${pathPhrase(finding)}, which the loss of ${where} stops.`;
    case 'no-placement':
      return `The inventory does not say where ${host} stands: no loss can be judged for it, and it is never rebooted.`;
    case 'uptime-overdue':
      return `${host} has been up for ${days(figure('uptimeMs'))}; ${days(figure('maxUptimeMs'))} are allowed.`;
    case 'uptime-due-soon':
      return `${host} has been up for ${days(figure('uptimeMs'))} and is due in ${days(figure('dueInMs'))}.`;
    default:
      return assertNever(code);
  }
}

function pathPhrase({ path, figures }: Untold): string {
  const stopped = path.at(-1) ?? '';
  if (path.length <= 2) return stopped;
  const leftOut = (figures['links'] ?? 0) + 1 > path.length;
  const way = leftOut ? [...path.slice(0, -1), '…', stopped] : path;
  return `${stopped} (${way.join(' → ')})`;
}

/** What to do about a finding of this code, for rule catalogues (SARIF) and help. */
export function adviceText(code: FindingCode): string {
  switch (code) {
    case 'all-in-one-domain':
      return 'Move at least one instance to another domain of this level.';
    case 'quorum-lost':
      return 'Spread the members so that no one domain holds half of them or more.';
    case 'primary-with-standby':
      return 'Move the standby (or the primary) to another domain of this level.';
    case 'below-minimum':
      return 'Move instances to other domains, or add some, until any one loss leaves the minimum.';
    case 'clustered':
      return 'Spread the instances more evenly.';
    case 'single-instance':
      return 'Add a second instance in another rack, or waive this with a reason and an end.';
    case 'no-headroom':
      return 'Add an instance, or lower the minimum: as it is, no host of the service can ever be rebooted.';
    case 'too-few-instances':
      return 'Add the missing instances to the inventory, or correct the minimum.';
    case 'shared-fate':
      return 'Spread the service that is needed, or cut the dependency if it is not needed.';
    case 'no-placement':
      return 'Write down the site, zone and rack of the host.';
    case 'uptime-overdue':
      return 'Reboot the host in its next window, or exempt it with a reason and an end.';
    case 'uptime-due-soon':
      return 'Plan the reboot of the host.';
    default:
      return assertNever(code);
  }
}
