// `stagger whatif`: what the loss of some failure domains would do, or which losses would do most. From the inventory;
// with `--now` on top of what is down at the moment, from the database.

import { InvalidArgumentError, type Command } from 'commander';
import { openRecords } from '../app/open-store.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import { byNearness, unknownName } from '../config/known-names.ts';
import type { FailureDomain, Fleet } from '../core/fleet/fleet.ts';
import type { HostId } from '../core/fleet/ids.ts';
import { statusAt } from '../core/fleet/snapshot.ts';
import { hostInstead, readDomain } from '../core/placement/domain-text.ts';
import { losingPairs } from '../core/placement/losing-pairs.ts';
import { sharedLevels } from '../core/placement/shared-domain.ts';
import { rankLosses } from '../core/placement/rank-losses.ts';
import { whatIf } from '../core/placement/what-if.ts';
import { losingPairsJson, rankedLossesJson, whatIfJson } from '../views/json/placement-json.ts';
import { losingPairTable, rankedLossTable, whatIfTable } from '../views/terminal/what-if-table.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { jsonAnswer } from './json-answer.ts';
import type { GoodInventory } from '../config/reload.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { didYouMean } from './selection.ts';
import { OperatorError } from '../app/operator-error.ts';

type WhatIfOptions = InventoryOption & {
  readonly worst?: number;
  readonly pairs?: true;
  readonly now?: true;
  readonly json?: true;
};

export function addWhatIfCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('whatif'))
    .description('say what the loss of all the named domains together would do to every service')
    .argument(
      '[domain...]',
      'such as rack:seoul-a-r12, feed:seoul-feed-1, zone:seoul-a, site:seoul, hypervisor:hv-01 or host:db-01',
    )
    .option('--worst <n>', 'rank the worst single losses of the fleet instead', positive)
    .option('--pairs', 'list pairs that stop a service which survives each of them instead')
    .option('--now', 'on top of the hosts that are down at the moment')
    .option('--json', 'print JSON (stagger/whatif/1, worst-losses/1, losing-pairs/1)')
    .action((domains: readonly string[], options: WhatIfOptions) => whatIfCommand(domains, options, io));
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('expected a number from 1');
  return Number(text);
}

async function whatIfCommand(texts: readonly string[], options: WhatIfOptions, io: CommandIo): Promise<void> {
  const asked = [texts.length > 0 || options.now, options.worst !== undefined, options.pairs];
  if (asked.filter((one) => one === true).length !== 1)
    throw new OperatorError('expected one question: domains to lose (or --now), or --worst N, or --pairs', {
      hint: 'for example `stagger whatif rack:NAME`, or `stagger whatif --worst 10`',
      exitCode: exitCode.usage,
    });
  const inventory = await openInventory(options);
  const { fleet } = inventory;
  const json = options.json === true;
  if (options.worst !== undefined) {
    const losses = rankLosses(fleet, { limit: options.worst, levels: ['host', ...sharedLevels] });
    return io.out(
      json ? jsonAnswer('worst-losses/1', rankedLossesJson(losses)) : rankedLossTable(losses, io.paper),
    );
  }
  if (options.pairs === true) {
    const pairs = losingPairs(fleet, { levels: sharedLevels });
    return io.out(
      json ? jsonAnswer('losing-pairs/1', losingPairsJson(pairs)) : losingPairTable(pairs, io.paper),
    );
  }
  const domains = texts.map((text) => domainOf(fleet, text));
  const alsoDown = options.now === true ? await downNow(inventory, io) : [];
  const loss = whatIf(fleet, domains, { alsoDown });
  io.out(json ? jsonAnswer('whatif/1', whatIfJson(loss)) : whatIfTable(loss, io.paper));
}

function domainOf(fleet: Fleet, text: string): FailureDomain {
  const reading = readDomain(fleet, text);
  switch (reading.kind) {
    case 'domain':
      return reading.domain;
    case 'unknown-level':
      throw new OperatorError(
        `found "${text}", expected LEVEL:NAME with one of ${byNearness(reading.found, reading.levels).join(', ')}`,
        {
          hint: `${meantDomains(fleet, text)}for example ${exampleOf(fleet)}`,
          exitCode: exitCode.usage,
        },
      );
    case 'unknown-id': {
      const { expected, hint } = unknownName(reading.id, reading.known, reading.level);
      const host = hostInstead(fleet, reading);
      throw new OperatorError(`unknown ${reading.level}: found "${reading.id}", expected ${expected}`, {
        hint:
          (host !== null && `${host} is a host without guests: did you mean host:${host}?`) ||
          didYouMean(reading.id, reading.known, `${reading.level}:`).trim() ||
          (hint ?? 'the inventory names them'),
        exitCode: exitCode.usage,
      });
    }
  }
}

/** `did you mean …? `: a name without its level is a name too. */
function meantDomains(fleet: Fleet, text: string): string {
  const all = domainTexts(fleet);
  const bare = all.filter((each) => each.slice(each.indexOf(':') + 1) === text);
  return bare.length > 0 ? `did you mean ${bare.join(' or ')}? ` : didYouMean(text, all);
}

/** One that there is: people copy it. */
function exampleOf(fleet: Fleet): string {
  return domainTexts(fleet)[0] ?? 'rack:NAME';
}

/** Everything that can be lost under its own name, as it is written. */
function domainTexts({ racks, feeds, zones, sites, hosts }: Fleet): readonly string[] {
  return Object.entries({ rack: racks, feed: feeds, zone: zones, site: sites, host: hosts }).flatMap(
    ([level, named]) => [...named.keys()].map((id) => `${level}:${id}`),
  );
}

/** Hosts that were seen once and are not up now. One that nobody ever saw is not called down; it is counted. */
async function downNow({ fleet, settings }: GoodInventory, io: CommandIo): Promise<readonly HostId[]> {
  await using records = await openRecords(settings);
  const views = new Map((await records.store.hostViews()).map((view) => [view.hostId, view]));
  const now = createSystemClock().now();
  const seen = [...fleet.hosts.keys()].filter((host) => (views.get(host)?.lastSeen ?? null) !== null);
  if (seen.length === 0)
    throw new OperatorError('--now: no host of this inventory was observed yet', {
      hint: 'run `stagger sweep`, or start `stagger run`',
      exitCode: exitCode.unavailable,
    });
  const never = fleet.hosts.size - seen.length;
  if (never > 0)
    io.err(
      `${never} ${never === 1 ? 'host was never observed and is' : 'hosts were never observed and are'} taken as up`,
    );
  return seen.filter(
    (host) => statusAt(views.get(host), now, settings.execution.maxObservationAgeMs) !== 'up',
  );
}
