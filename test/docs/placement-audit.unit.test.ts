// The page about the audit names every code, and no code that does not exist.
import type { AuditDigest } from '../../src/core/placement/stored-audit.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditSarif } from '../../src/views/sarif/audit-sarif.ts';
import { auditPlacement } from '../../src/core/placement/audit.ts';
import { buildFleet } from '../fakes/fleet-builder.ts';

describe('docs/placement-audit.md', () => {
  it('documents exactly the codes that a report can have', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'placement-audit.md'), 'utf8');
    const table = page.slice(page.indexOf('## Codes'), page.indexOf('## Severities'));
    const documented = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, codes = '']) =>
      codes.replaceAll('`', '').split(', '),
    );
    const audit = auditPlacement(buildFleet({ hosts: {} }), 0);
    const log = auditSarif(
      {
        language: 'en',
        audit,
        digest: '3f2a'.repeat(16) as AuditDigest,
        against: null,
        comparison: null,
        suggestions: [],
      },
      { version: '0', sourceOf: () => null },
    ) as {
      readonly runs: readonly [
        { readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } } },
      ];
    };
    const rules = log.runs[0].tool.driver.rules.map(({ id }) => id);
    expect([...documented].sort()).toEqual([...rules, 'uptime-overdue', 'uptime-due-soon'].sort());
  });
});
