// Every view of the audit and of what-if, with names that attack it.
import { describe, expect, it } from 'vitest';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import { compareAudits } from '../../src/core/placement/compare-audits.ts';
import type { Move } from '../../src/core/placement/move.ts';
import { whatIf } from '../../src/core/placement/what-if.ts';
import type { FailureDomain } from '../../src/core/fleet/fleet.ts';
import { auditPage } from '../../src/views/html/audit-page.ts';
import { auditMarkdown } from '../../src/views/markdown/audit-markdown.ts';
import { auditSarif } from '../../src/views/sarif/audit-sarif.ts';
import { auditTable } from '../../src/views/terminal/audit-table.ts';
import { whatIfTable } from '../../src/views/terminal/what-if-table.ts';
import type { AuditDigest } from '../../src/core/placement/stored-audit.ts';
import type { AuditReport } from '../../src/views/text/audit-text.ts';
import { hostileFleet, hostileNames } from '../fakes/hostile-fleet.ts';
import { plainPaper } from '../fakes/run-command.ts';

const fleet = hostileFleet();
const audit = auditPlacement(fleet, 0);
const moves = [...fleet.hosts.values()].flatMap(({ id, placement }): readonly Move[] =>
  placement === null ? [] : [{ host: id, from: placement, to: placement }],
);
const report: AuditReport = {
  language: 'en',
  digest: '3f2a'.repeat(16) as AuditDigest,
  against: null,
  audit,
  comparison: compareAudits([], audit),
  suggestions: audit.findings.map((finding) => ({ finding, moves, saidBefore: 1, saidAfter: 0 })),
};

/** Everything that moves a cursor, ends a line unasked, reorders or hides text. Newlines of ours are taken out first. */
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const withoutNewlines = (text: string): string => text.replaceAll('\n', '');

describe('hostile names', () => {
  it('are all there to begin with', () => {
    expect(audit.findings.length).toBeGreaterThan(8);
    expect(audit.expiredWaivers).toHaveLength(Object.keys(hostileNames).length);
  });

  it('stay visible text on a terminal', () => {
    const domains = [...fleet.racks.keys()].map((id): FailureDomain => ({ level: 'rack', id }));
    for (const text of [
      auditTable(report, plainPaper),
      whatIfTable(whatIf(fleet, domains, { alsoDown: [] }), plainPaper),
    ]) {
      expect(withoutNewlines(text)).not.toMatch(dangerous);
      expect(text).toContain('web\\u{202e}gnp.exe');
      expect(text).toContain('one\\u{d}\\u{a}| two |\\u{2028}three');
    }
  });

  it('do not leave their cell, format, link or mention in Markdown', () => {
    const text = auditMarkdown(report);
    expect(withoutNewlines(text)).not.toMatch(dangerous);
    // Outside code, none of these is written in a way that a forge acts on.
    const prose = text.replace(/`[^`\n]*`/g, '');
    expect(prose).not.toMatch(/@(?!<!-- -->)/);
    expect(prose).not.toMatch(/(?<!&)#\d/);
    expect(prose).not.toMatch(/https?:\/\/|www\./);
    expect(prose).not.toMatch(/\]\(/);
    expect(prose).not.toMatch(/<(?!!-- -->|br>|\/?(sub|details|summary)>)/);
    for (const line of text.split('\n').filter((one) => one.startsWith('|')))
      // A pipe ends a cell even inside code.
      expect(line.match(/\|/g)).toHaveLength(5);
    for (const line of text.split('\n')) expect((line.match(/`/g) ?? []).length % 2).toBe(0);
  });

  it('are text in HTML, never markup', () => {
    const page = auditPage(report, fleet);
    expect(withoutNewlines(page)).not.toMatch(dangerous);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const tags = page.match(/<[^>]*>/g) ?? [];
    const ours =
      /^<(!doctype html|\/?(html|head|title|style|body|h[1-5]|p|br|small|table|thead|tbody|tr|th|td|ul|ol|li|div|section|span|b|em)( class="[a-z]+"| lang="en")?( \/)?|meta [a-z-]+="[^"<>]*"( content="[^"<>]*")?( \/)?)>$/;
    for (const tag of tags) expect(tag).toMatch(ours);
    // Every tag that is opened is closed, in order: no name broke out of its place.
    const open: string[] = [];
    for (const [, closing, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (name === undefined || ['meta', 'br'].includes(name)) continue;
      if (closing === '') open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    expect(page).not.toMatch(/https?:\/\/(?!evil\.example)/);
  });

  it('are visible text in SARIF', () => {
    const text = JSON.stringify(auditSarif(report, { version: '1', sourceOf: () => null }));
    const log = JSON.parse(text) as {
      readonly runs: readonly {
        readonly results: readonly { readonly message: { readonly text: string } }[];
      }[];
    };
    for (const { message } of log.runs[0]?.results ?? []) expect(message.text).not.toMatch(dangerous);
  });
});
