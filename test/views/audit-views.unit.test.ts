import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import type { PlacementAudit } from '../../src/core/placement/audit.ts';
import { compareAudits } from '../../src/core/placement/compare-audits.ts';
import { storedFinding, type AuditDigest } from '../../src/core/placement/stored-audit.ts';
import type { Fleet, Waiver } from '../../src/core/fleet/fleet.ts';
import { auditPage } from '../../src/views/html/audit-page.ts';
import { auditJson } from '../../src/views/json/placement-json.ts';
import { auditMarkdown } from '../../src/views/markdown/audit-markdown.ts';
import { auditSarif } from '../../src/views/sarif/audit-sarif.ts';
import { auditTable } from '../../src/views/terminal/audit-table.ts';
import { losingPairTable, rankedLossTable } from '../../src/views/terminal/what-if-table.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';
import { atLeast, sampleFleet } from '../fakes/sample-fleet.ts';
import { plainPaper } from '../fakes/run-command.ts';

const waiver: Waiver = {
  code: 'all-in-one-domain',
  subject: 'service:batch',
  reason: 'jobs can wait',
  by: 'kim',
  untilAt: Date.UTC(2027, 0, 1),
};
const fleet: Fleet = { ...sampleFleet(), waivers: [waiver] };
const audit = auditPlacement(fleet, Date.UTC(2026, 10, 22));
const digest = '3f2a'.repeat(16) as AuditDigest;
const report = { language: 'en' as const, audit, digest, against: null, comparison: null, suggestions: [] };

describe('the audit as a table', () => {
  it('has the worst first, what it explains under it, and the counts last', () => {
    const lines = auditTable(report, plainPaper).split('\n');
    expect(lines[0]).toMatch(/^SEVERITY +CODE +SUBJECT +OWNER$/);
    expect(lines[1]).toMatch(
      /^critical +all-in-one-domain +service:batch +data +All 3 instances of batch stand in rack r12/,
    );
    expect(lines[2]).toMatch(/^ +also all-in-one-domain: feed a-north, zone icn-a1, site icn-a$/);
    expect(lines[3]).toMatch(/^ +waived until 2027-01-01$/);
    expect(lines.at(-2)).toBe('Longest chain of needs: publishing-web → publishing-db (2 services)');
    expect(lines.at(-1)).toBe(
      '33 hosts, 11 services, 14 findings: 3 critical, 6 warnings, 5 notices; 1 waived (audit 3f2a3f2a3f2a)',
    );
  });

  it('puts what a finding says under it where little is left beside it, with and without colours', () => {
    const narrow = auditTable(report, { ...plainPaper, columns: 80 }).split('\n');
    expect(narrow[1]).toMatch(/^critical +all-in-one-domain +service:batch +data$/);
    expect(narrow[2]).toBe('  All 3 instances of batch stand in rack r12: its loss leaves none.');
    expect(narrow[3]).toBe('    also all-in-one-domain: feed a-north, zone icn-a1, site icn-a');
    for (const line of narrow.slice(0, -3)) expect(line.length, line).toBeLessThanOrEqual(80);
    const wide = auditTable(report, { ...plainPaper, columns: 140 }).split('\n');
    expect(wide[1]).toMatch(/data +All 3 instances/);
    const coloured = auditTable(report, { colour: 'colour', columns: 110 });
    expect(stripVTControlCharacters(coloured)).toBe(auditTable(report, { ...plainPaper, columns: 110 }));
  });

  it('uses colour only when it is told to', () => {
    expect(auditTable(report, plainPaper)).not.toContain('\u001b');
    expect(auditTable(report, { ...plainPaper, colour: 'colour' })).toContain('\u001b[31mcritical');
  });

  it('says that nothing is wrong', () => {
    const none = auditPlacement(buildFleet({ hosts: {} }), 0);
    expect(auditTable({ ...report, audit: none }, plainPaper)).toBe(
      '0 hosts, 0 services, no findings (audit 3f2a3f2a3f2a)',
    );
  });

  it('says what changed against a baseline', () => {
    const before = audit.findings.slice(1).map(storedFinding);
    const text = auditTable({ ...report, comparison: compareAudits(before, audit) }, plainPaper);
    expect(text).toContain('Against the baseline\n  New\n    All 3 instances of batch');
    const same = compareAudits(audit.findings.map(storedFinding), audit);
    expect(auditTable({ ...report, comparison: same }, plainPaper)).toContain('Nothing changed');
  });
});

describe('the audit as Markdown', () => {
  it('has sections by severity, with waived findings folded away', () => {
    const text = auditMarkdown(report);
    expect(text).toMatch(/^## Placement audit\n\n33 hosts, 11 services, 14 findings/);
    expect(text).toContain('### Critical\n\n| | Subject | Owner | Finding |\n|---|---|---|---|\n');
    expect(text).toContain(
      '| 🔴 all-in-one-domain | `service:db-proxy` | `dba` | All 2 instances of db-proxy',
    );
    expect(text.indexOf('<summary>1 waived</summary>')).toBeGreaterThan(text.indexOf('### Warnings'));
    expect(text).not.toMatch(/### Critical[^]*service:batch[^]*### Warnings/);
  });

  it('is never longer than a comment may be, and says how much is left out', () => {
    const services = Object.fromEntries(
      Array.from({ length: 2000 }, (_, number) => [
        `service-with-a-rather-long-name-${number}`,
        { on: ['a', 'b'], budget: atLeast(1) },
      ]),
    );
    const crowded = auditPlacement(
      buildFleet({
        racks: { r1: { zone: 'za' } },
        hosts: { a: { rack: 'r1' }, b: { rack: 'r1' } },
        services,
      }),
      0,
    );
    const text = auditMarkdown({ ...report, audit: crowded });
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(50_000);
    expect(text).toMatch(/\| \| \| \| and \d+ more \|\n$/);
  });
});

describe('the audit as SARIF', () => {
  type Result = {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly locations: readonly unknown[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly suppressions?: readonly unknown[];
  };
  type Log = {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: {
        readonly driver: { readonly version: string; readonly rules: readonly { readonly id: string }[] };
      };
      readonly results: readonly Result[];
    }[];
  };
  const log = auditSarif(report, {
    version: '1.2.3',
    sourceOf: (subject) =>
      subject === 'service:db-proxy' ? { file: 'inventory/my services.yaml', line: 12, column: 3 } : null,
  }) as unknown as Log;
  const run = log.runs[0]!;

  it('names its rules, and each result points at its own', () => {
    expect(log.version).toBe('2.1.0');
    expect(run.tool.driver.version).toBe('1.2.3');
    expect(run.results).toHaveLength(audit.findings.length);
    for (const { ruleId, ruleIndex } of run.results)
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(new Set(run.results.map(({ level }) => level))).toEqual(new Set(['error', 'warning', 'note']));
  });

  it('places a finding on its line of the inventory', () => {
    const proxy = run.results.find(({ partialFingerprints }) =>
      partialFingerprints['stagger/v1']?.includes('service:db-proxy'),
    );
    expect(proxy?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'inventory/my%20services.yaml' },
          region: { startLine: 12, startColumn: 3 },
        },
      },
    ]);
    expect(proxy?.partialFingerprints).toEqual({
      'stagger/v1': 'all-in-one-domain service:db-proxy rack:r12',
    });
  });

  it('suppresses what is waived', () => {
    expect(run.results[0]?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'waived until 2027-01-01' },
    ]);
    expect(run.results[1]).not.toHaveProperty('suppressions');
  });

  it('gives no two results the same fingerprint', () => {
    const prints = run.results.map(({ partialFingerprints }) => partialFingerprints['stagger/v1']);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('the audit as a page', () => {
  const page = auditPage(report, fleet);

  it('loads nothing and runs nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
  });

  it('draws every rack with its hosts, coloured by their worst finding', () => {
    const rack = page.slice(page.indexOf('<h5>r12 '), page.indexOf('<h5>r13 '));
    expect(rack).toContain('17 hosts, a-north');
    expect(rack.match(/<li class="critical">/g)).toHaveLength(6);
    // Its only finding of this rack is waived; no other one touches it.
    expect(rack).toMatch(/<li class="fine">\s*<b>batch-01<\/b>/);
    expect(rack).toMatch(
      /<li class="critical">\s*<b>dbproxy-01<\/b>\s*<small>db-proxy<\/small>\s*<em>critical<\/em>/,
    );
  });

  it('draws guests inside their hypervisor and hosts without a rack in their zone', () => {
    const cloudy = buildFleet({
      racks: { r1: { zone: 'za', units: 10 } },
      hosts: { hv: { rack: 'r1', unit: 7 }, vm: { hypervisor: 'hv' }, c: { zone: 'zb' }, lost: {} },
    });
    const drawn = auditPage({ ...report, audit: auditPlacement(cloudy, 0) }, cloudy);
    expect(drawn).toMatch(/<span class="unit">7<\/span> <b>hv<\/b>[^]*<ol>\s*<li class="fine">\s*<b>vm<\/b>/);
    expect(drawn).toMatch(/no rack <small>1 host<\/small>[^]*<b>c<\/b>/);
    expect(drawn).toMatch(/Nobody wrote down where[^]*<b>lost<\/b>/);
  });
});

describe('the audit as JSON', () => {
  it('has everything that a baseline needs, and survives the way to a file and back', () => {
    const json = JSON.parse(JSON.stringify(auditJson(report))) as {
      readonly findings: PlacementAudit['findings'];
    };
    const comparison = compareAudits(json.findings as never, audit);
    expect(Object.values(comparison).flat()).toEqual([]);
    expect(json.findings[1]).toMatchObject({
      code: 'all-in-one-domain',
      severity: 'critical',
      subject: 'service:db-proxy',
      domain: 'rack:r12',
      owner: 'dba',
      hosts: ['dbproxy-01', 'dbproxy-02'],
      figures: { instances: 2, minimum: 1, lost: 2, left: 0 },
      waivedUntilAt: null,
    });
  });
});

describe('rankings', () => {
  it('say so when there is nothing to rank', () => {
    expect(rankedLossTable([], plainPaper)).toBe('No single loss touches any service.');
    expect(losingPairTable([], plainPaper)).toMatch(/^No two domains/);
  });
});
