// `stagger audit --since` on a real database: by date, by length of time and by digest.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { runCommand } from '../fakes/run-command.ts';
import { DAY_MS } from '../../src/core/brand.ts';
import type { StoredAudit } from '../../src/core/placement/stored-audit.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-since-'));
  writeFileSync(join(directory, 'settings.yaml'), `database: {path: ${join(directory, 'stagger.db')}}\n`);
});
afterEach(() => rmSync(directory, { recursive: true }));

function inventory(first: 'r1' | 'r2', second: 'r1' | 'r2'): void {
  const lines = [
    'sites: {s: {kind: datacentre, time_zone: UTC}}',
    'zones: {z1: {site: s}, z2: {site: s}}',
    'racks: {r1: {zone: z1}, r2: {zone: z2}}',
    `hosts: {a: {rack: ${first}}, b: {rack: ${second}}}`,
    'services: {web: {min_available: 1, instances: [a, b]}}',
    '',
  ];
  writeFileSync(join(directory, 'fleet.yaml'), lines.join('\n'));
}

const run = (...words: readonly string[]) => runCommand('audit', '--inventory', directory, ...words);

/** Keeps what the inventory says now as if the daemon had found it `days` ago. */
async function keep(days: number): Promise<string> {
  const audit = JSON.parse((await run('--format', 'json')).out) as StoredAudit;
  const store = await openSqlStore(join(directory, 'stagger.db'));
  await store.recordAudit({ ...audit, at: Date.now() - days * DAY_MS });
  await store.close();
  return audit.digest;
}

describe('stagger audit --since', () => {
  it('says what is new and gone, and ends with 1 only for what got worse', async () => {
    inventory('r1', 'r2');
    const good = await keep(20);
    inventory('r1', 'r1');
    const bad = await keep(10);
    const worse = await run('--since', '15d');
    expect(worse.out).toMatch(
      /Against the audit of [-\d]+ \([0-9a-f]{12}\)\n {2}New\n {4}All 2 instances of web/,
    );
    expect(worse.out).toContain(`(${good.slice(0, 12)})`);
    expect(worse.code).toBe(1);
    const same = await run('--since', '5d');
    expect(same.out).toContain('Nothing changed against the audit of');
    expect(same.out).toContain(`(audit ${bad.slice(0, 12)})`);
    expect(same.code).toBe(0);
    inventory('r2', 'r1');
    const mended = await run('--since', bad.slice(0, 12), '--format', 'json');
    expect(mended.code).toBe(0);
    expect(JSON.parse(mended.out)).toMatchObject({
      digest: good,
      since: { digest: bad },
      baseline: { added: [], gone: [{ code: 'all-in-one-domain', subject: 'service:web' }] },
    });
  });

  it('reads a date as the state at its beginning, in UTC', async () => {
    inventory('r1', 'r1');
    await keep(10);
    const tomorrow = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    expect((await run('--since', tomorrow)).out).toContain('Nothing changed against');
    expect((await run('--since', '2020-01-31')).err).toMatch(
      /found no audit that old, expected one of [0-9a-f]{12} \(/,
    );
  });

  it.each([
    ['last tuesday', 'found no date, length of time or digest'],
    ['2026-02-30', 'found no date, length of time or digest'],
    ['00000000', 'found no audit of that digest'],
    ['7d', 'found no audit that old, expected a kept audit, and there is none yet'],
  ])('refuses --since %s, with 2', async (when, problem) => {
    inventory('r1', 'r1');
    const { err, code, out } = await run('--since', when);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(problem);
  });

  it('is not taken together with --baseline', async () => {
    inventory('r1', 'r1');
    const { err, code } = await run('--since', '7d', '--baseline', 'x.json');
    expect(code).toBe(2);
    expect(err).toMatch(/--since.*cannot be used with.*--baseline/);
  });
});
