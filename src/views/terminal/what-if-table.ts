// `stagger whatif` for people at a terminal: what happens to each service, whom to call, and how to start again.

import { domainText } from '../../core/placement/domain-text.ts';
import { domainPhrase } from '../../core/placement/finding-text.ts';
import type { LosingPair } from '../../core/placement/losing-pairs.ts';
import { outcomes } from '../../core/placement/outcome.ts';
import type { Outcome } from '../../core/placement/outcome.ts';
import type { RankedLoss } from '../../core/placement/rank-losses.ts';
import type { ServiceImpact, WhatIf } from '../../core/placement/what-if.ts';
import { counted } from '../../core/counted.ts';
import { plainTable, safeText } from './plain-table.ts';
import type { Cell, Paper, Tone } from './plain-table.ts';

const tones: Readonly<Record<Outcome, Tone>> = {
  down: 'bad',
  'quorum-lost': 'bad',
  'below-minimum': 'warn',
  degraded: 'dim',
  ok: 'good',
};

/** Names on one line; seventeen hosts are read, a thousand are not. */
const namedHosts = 40;

const noServices =
  '0 services: nothing to judge; name them in the inventory under `services` (docs/inventory.md)';

export function whatIfTable(loss: WhatIf, paper: Paper): string {
  const hit = loss.services.filter(({ outcome }) => outcome !== 'ok');
  const rows = hit.map((impact): readonly Cell[] => [
    { text: impact.outcome, tone: tones[impact.outcome] },
    impact.service,
    `${impact.left} of ${impact.instances}`,
    String(impact.minimum),
    impact.owner ?? '-',
    reasonOf(impact),
  ]);
  const blocks = [
    [
      loss.domains.length === 0
        ? `As it is now: ${counted(loss.alreadyDown.length, 'host')} down`
        : `Loss of ${loss.domains.map((domain) => safeText(domainPhrase(domain))).join(' and ')}: ${counted(loss.lostHosts.length, 'host')} down`,
      ...named(loss.lostHosts),
      ...(loss.alreadyDown.length === 0 ? [] : ['Down already', ...named(loss.alreadyDown)]),
    ],
    hit.length === 0
      ? [loss.services.length === 0 ? noServices : 'Every service is ok.']
      : [plainTable(['OUTCOME', 'SERVICE', 'LEFT', 'MINIMUM', 'OWNER', ''], rows, paper)],
    callLines(loss),
    startUpLines(loss),
    loss.services.length === 0 ? [] : [summaryOf(loss)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function named(hosts: readonly string[]): readonly string[] {
  if (hosts.length === 0) return [];
  const more = hosts.length - namedHosts;
  return [`  ${safeText(hosts.slice(0, namedHosts).join(' '))}${more > 0 ? ` and ${more} more` : ''}`];
}

function reasonOf(impact: ServiceImpact): string {
  const reasons = [
    impact.path.length > 0 ? `needs ${impact.path.slice(1).join(' → ')}` : '',
    impact.primaryLost === 'standby-is-left' ? 'primary lost, a standby is left' : '',
    impact.primaryLost === 'nobody-is-left' ? 'primary lost, nobody takes over' : '',
  ];
  return reasons.filter((reason) => reason !== '').join('; ');
}

function callLines({ owners }: WhatIf): readonly string[] {
  if (owners.length === 0) return [];
  return [
    'Call',
    ...owners.map(({ owner, services, hosts }) =>
      safeText(
        `  ${owner ?? 'nobody owns'}: ${services.join(' ') || '-'}${hosts.length === 0 ? '' : ` (${counted(hosts.length, 'host')})`}`,
      ),
    ),
  ];
}

function startUpLines({ startUp }: WhatIf): readonly string[] {
  if (startUp.length === 0) return [];
  return [
    'Start again in this order',
    ...startUp.flatMap(({ step, hosts, needEachOther }) => [
      `  ${step}.${named(hosts).join('').replace(/^ +/, ' ')}`,
      ...(needEachOther.length === 0
        ? []
        : [`     these need each other:${named(needEachOther).join('').replace(/^ +/, ' ')}`]),
    ]),
  ];
}

function summaryOf({ services }: WhatIf): string {
  const counts = outcomes
    .map((outcome) => ({ outcome, count: services.filter((impact) => impact.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .reverse();
  return `${counted(services.length, 'service')}: ${counts.map(({ outcome, count }) => `${count} ${outcome}`).join(', ')}`;
}

/** The worst single losses of the fleet. */
export function rankedLossTable(losses: readonly RankedLoss[], paper: Paper): string {
  if (losses.length === 0) return 'No single loss touches any service.';
  return plainTable(
    ['LOSS', 'HOSTS', 'DOWN', 'QUORUM LOST', 'DRAGGED ALONG', 'BELOW MINIMUM', 'DEGRADED'],
    losses.map((loss): readonly Cell[] => [
      domainText(loss.domain),
      String(loss.hosts),
      count(loss.down, 'bad'),
      count(loss.quorumLost, 'bad'),
      count(loss.dragged, 'bad'),
      count(loss.belowMinimum, 'warn'),
      String(loss.degraded),
    ]),
    paper,
  );
}

function count(value: number, tone: Tone): Cell {
  return value === 0 ? { text: '0', tone: 'dim' } : { text: String(value), tone };
}

/** Pairs that stop services which survive the loss of either one. */
export function losingPairTable(pairs: readonly LosingPair[], paper: Paper): string {
  if (pairs.length === 0) return 'No two domains of one level stop a service that survives each of them.';
  return plainTable(
    ['LOSS OF BOTH', '', 'STOPS', ''],
    pairs.map(({ domains: [one, other], services }): readonly Cell[] => [
      domainText(one),
      domainText(other),
      String(services.length),
      `${services.slice(0, 8).join(' ')}${services.length > 8 ? ` and ${services.length - 8} more` : ''}`,
    ]),
    paper,
  );
}
