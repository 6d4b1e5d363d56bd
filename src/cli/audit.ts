// `stagger audit`: where everything stands and what the loss of each failure domain would leave, from the inventory
// alone. For people, for pull requests and for CI.

import { InvalidArgumentError, Option, type Command } from 'commander';
import { createNodeIdSource } from '../adapters/node/node-id-source.ts';
import { createSystemClock } from '../adapters/node/system-clock.ts';
import type { InventorySources } from '../config/resolve-inventory.ts';
import { auditPlacement } from '../core/placement/audit.ts';
import { compareAudits, gotWorse } from '../core/placement/compare-audits.ts';
import type { Finding } from '../core/placement/finding.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { Severity } from '../core/fleet/severity.ts';
import { severityRank } from '../core/placement/severity.ts';
import { storedAudit } from '../core/placement/stored-audit.ts';
import { suggestMoves } from '../core/placement/suggest-moves.ts';
import { auditPage } from '../views/html/audit-page.ts';
import { auditJson } from '../views/json/placement-json.ts';
import { auditMarkdown } from '../views/markdown/audit-markdown.ts';
import { auditSarif, type SourceOf } from '../views/sarif/audit-sarif.ts';
import { auditTable } from '../views/terminal/audit-table.ts';
import type { Language } from '../views/text/language.ts';
import type { AuditReport } from '../views/text/audit-text.ts';
import { withKeptWaivers } from './kept-waivers.ts';
import { readBaseline } from './audit-baseline.ts';
import { readSince } from './audit-since.ts';
import type { CommandIo } from './command-io.ts';
import { exitCode } from '../app/exit-code.ts';
import { ownVersion } from '../app/version.ts';
import { jsonAnswer } from './json-answer.ts';
import type { GoodInventory } from '../config/reload.ts';
import { openInventory, withInventory, type InventoryOption } from './open-inventory.ts';
import { watching } from './watch.ts';

const formats = ['table', 'json', 'markdown', 'sarif', 'html'] as const;
type Format = (typeof formats)[number];

type AuditOptions = InventoryOption & {
  readonly watch?: true;
  readonly json?: true;
  readonly format: Format;
  readonly failOn: Severity | 'never';
  readonly baseline?: string;
  readonly since?: string;
  readonly suggestions: number;
  readonly language?: Language;
};

/** Looking for moves audits the fleet again and again; ten answers are more than a week's work. */
const suggestionsByDefault = 10;

export function addAuditCommand(program: Command, io: CommandIo): void {
  withInventory(program.command('audit'))
    .description('say which loss of a rack, feed, zone, site or hypervisor would hurt which service')
    .addOption(new Option('--format <format>', 'what to print').choices(formats).default('table'))
    .addOption(
      new Option('--fail-on <severity>', 'end with 1 if a finding that is not waived is at least this bad')
        .choices(['critical', 'warning', 'notice', 'never'])
        .default('critical'),
    )
    .addOption(
      new Option(
        '--language <language>',
        'language of the table, Markdown and HTML; absent: that of settings.yaml',
      ).choices(['en', 'ko']),
    )
    .option('--baseline <file>', 'compare with an earlier JSON report; fail only for what got worse')
    .addOption(
      new Option(
        '--since <when>',
        'compare with what the daemon kept: a date, a length of time such as 7d, or an audit digest',
      ).conflicts('baseline'),
    )
    .option(
      '--suggestions <n>',
      'for how many of the worst findings to look for moves that clear them',
      count,
      suggestionsByDefault,
    )
    .option('--json', 'the same as --format json (stagger/audit/1)')
    .option('--watch', 'print again every two seconds')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong command\nline, 78 invalid inventory.',
    )
    .action((options: AuditOptions) =>
      watching(io, options, async () => {
        await audit(options.json === true ? { ...options, format: 'json' } : options, io);
        return 'more';
      }),
    );
}

function count(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('expected a number from 0 to 9999');
  return Number(text);
}

async function audit(options: AuditOptions, io: CommandIo): Promise<void> {
  const baseline = options.baseline === undefined ? null : await readBaseline(options.baseline);
  const inventory = await openInventory(options);
  const { settings } = inventory;
  const now = createSystemClock().now();
  const since = options.since === undefined ? null : await readSince(options.since, inventory, now);
  const fleet = since?.fleet ?? (await withKeptWaivers(inventory, now, io));
  const kept = since?.kept ?? null;
  const found = auditPlacement(fleet, now);
  const before = kept?.findings ?? baseline;
  const report: AuditReport = {
    language: options.language ?? settings.language,
    audit: found,
    digest: storedAudit(found, createNodeIdSource().sha256Hex).digest,
    against: kept === null ? null : { at: kept.at, digest: kept.digest },
    comparison: before === null ? null : compareAudits(before, found),
    suggestions: suggestMoves(fleet, found, { limit: options.suggestions }),
  };
  for (const line of unjudged(fleet)) io.err(line);
  io.out(await rendered(report, inventory, { ...options, ...io }));
  const judged = report.comparison === null ? found.findings : gotWorse(report.comparison);
  io.end(judged.some((finding) => fails(finding, options.failOn)) ? exitCode.findings : exitCode.ok);
}

/** What the inventory is silent about: an audit without a finding is no all-clear of that. */
function unjudged({ services, racks, sites }: Fleet): readonly string[] {
  // A cloud has none to name.
  const hasRacks = [...sites.values()].some(({ kind }) => kind !== 'cloud');
  return [
    ...(services.size === 0
      ? ['0 services: nothing to judge; name them in the inventory under `services` (docs/inventory.md)']
      : []),
    ...(racks.size === 0 && hasRacks
      ? ['0 racks: no loss of a rack or feed was judged; name them in the inventory under `racks`']
      : []),
  ];
}

function fails(finding: Finding, failOn: AuditOptions['failOn']): boolean {
  if (failOn === 'never' || finding.waivedUntilAt !== null) return false;
  return severityRank(finding.severity) >= severityRank(failOn);
}

async function rendered(
  report: AuditReport,
  inventory: GoodInventory,
  options: { readonly format: Format; readonly paper: CommandIo['paper'] },
): Promise<string> {
  switch (options.format) {
    case 'table':
      return auditTable(report, options.paper);
    case 'json':
      return jsonAnswer('audit/1', auditJson(report));
    case 'markdown':
      return auditMarkdown(report);
    case 'html':
      return auditPage(report, inventory.fleet);
    case 'sarif': {
      const sourceOf = sourcesBySubject(inventory.sources);
      return JSON.stringify(auditSarif(report, { version: await ownVersion(), sourceOf }), null, 2);
    }
  }
}

function sourcesBySubject(sources: InventorySources): SourceOf {
  return (subject) => {
    const colon = subject.indexOf(':');
    const id = subject.slice(colon + 1);
    switch (subject.slice(0, colon)) {
      case 'service':
        return sources.services.get(id) ?? null;
      case 'host':
        return sources.hosts.get(id) ?? null;
      default:
        return null;
    }
  };
}
