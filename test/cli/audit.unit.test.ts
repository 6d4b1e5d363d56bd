import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyOfExample } from '../fakes/example-inventory.ts';
import { runCommand } from '../fakes/run-command.ts';

let directory = '';
let shared = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-audit-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

let example = '';
beforeAll(() => {
  shared = mkdtempSync(join(tmpdir(), 'stagger-audit-example-'));
  example = copyOfExample(shared);
});
afterAll(() => rmSync(shared, { recursive: true }));

/** Two racks in two zones; `web` stands where `places` says. */
function inventory(places: readonly ['r1' | 'r2', 'r1' | 'r2']): string {
  writeFileSync(
    join(directory, 'fleet.yaml'),
    [
      'sites: {s: {kind: datacentre, time_zone: UTC}}',
      'zones: {z1: {site: s}, z2: {site: s}}',
      'racks: {r1: {zone: z1}, r2: {zone: z2}}',
      'hosts:',
      `  web-1: {rack: ${places[0]}}`,
      `  web-2: {rack: ${places[1]}}`,
      'services:',
      '  web:',
      '    min_available: 1',
      '    instances: [web-1, web-2]',
      '',
    ].join('\n'),
  );
  return directory;
}

describe('stagger audit', () => {
  it('tells the story of the example fleet before any outage, and ends with 1', async () => {
    const { out, err, code } = await runCommand('audit', '--inventory', example);
    expect({ err, code }).toEqual({ err: '', code: 1 });
    expect(out).toContain('All 2 instances of db-proxy stand in rack seoul-a-r12');
  });

  it('gives no all-clear of what the inventory does not name', async () => {
    const bare = (kind: string): void =>
      writeFileSync(
        join(directory, 'fleet.yaml'),
        `sites: {s: {kind: ${kind}, time_zone: UTC}}\nzones: {z: {site: s}}\nhosts: {web-1: {zone: z}}\n`,
      );
    bare('datacentre');
    const { err, code } = await runCommand('audit', '--inventory', directory);
    expect(code).toBe(0);
    expect(err).toMatch(/^0 services: nothing to judge; name them/m);
    expect(err).toMatch(/^0 racks: no loss of a rack or feed was judged; name them/m);
    bare('cloud');
    expect((await runCommand('audit', '--inventory', directory)).err).not.toContain('racks');
  });

  it.each([
    ['table', '심각도', '심각'],
    ['markdown', '## 배치 점검', '### 심각'],
    ['html', '<html lang="ko">', '<h1>배치 점검</h1>'],
  ])(
    'speaks Korean as %s, asked to or by the settings, and leaves nothing in English',
    async (format, ...said) => {
      const path = inventory(['r1', 'r1']);
      const asked = await runCommand('audit', '--inventory', path, '--format', format, '--language', 'ko');
      for (const text of [...said, 'web: 인스턴스 2개가 모두 랙 r1에 있어 함께 중단됨'])
        expect(asked.out).toContain(text);
      const shown = asked.out.replace(/<style>[^]*?<\/style>|<[^>]*>/g, '');
      expect(shown).not.toMatch(/instance|suggest|finding|critical [a-z]|loss of/i);
      writeFileSync(join(path, 'settings.yaml'), 'language: ko\n');
      expect((await runCommand('audit', '--inventory', path, '--format', format)).out).toContain(said[0]);
      const english = await runCommand('audit', '--inventory', path, '--format', format, '--language', 'en');
      expect(english.out).toContain('All 2 instances of web stand in rack r1');
    },
  );

  it.each([
    ['critical', 1],
    ['never', 0],
  ])('with --fail-on %s ends with %d for a critical finding', async (failOn, expected) => {
    const { code } = await runCommand('audit', '--inventory', inventory(['r1', 'r1']), '--fail-on', failOn);
    expect(code).toBe(expected);
  });

  it('looks only at what --fail-on asks for', async () => {
    const spread = inventory(['r1', 'r2']);
    // Both in one site: a notice.
    expect((await runCommand('audit', '--inventory', spread)).code).toBe(0);
    expect((await runCommand('audit', '--inventory', spread, '--fail-on', 'warning')).code).toBe(0);
    expect((await runCommand('audit', '--inventory', spread, '--fail-on', 'notice')).code).toBe(1);
  });

  it('with a baseline fails only for what got worse', async () => {
    const baseline = join(directory, 'baseline.json');
    const bad = await runCommand('audit', '--inventory', inventory(['r1', 'r1']), '--format', 'json');
    writeFileSync(baseline, bad.out);
    const same = await runCommand('audit', '--inventory', directory, '--baseline', baseline);
    expect(same.code).toBe(0);
    expect(same.out).toContain('Nothing changed against the baseline.');
    const fixed = await runCommand('audit', '--inventory', inventory(['r1', 'r2']), '--baseline', baseline);
    expect(fixed.code).toBe(0);
    expect(fixed.out).toMatch(/Gone\n +All 2 instances of web stand in rack r1/);
    const moved = await runCommand('audit', '--inventory', inventory(['r2', 'r2']), '--baseline', baseline);
    expect(moved.code).toBe(1);
    expect(moved.out).toMatch(/New\n +All 2 instances of web stand in rack r2/);
  });

  it.each([
    ['nowhere.json', null, 'found no readable file'],
    ['words.json', 'not json', 'found no JSON'],
    ['other.json', '{"schema":"stagger/hosts/1"}', 'found another shape at schema'],
  ])('refuses the baseline %s', async (name, text, found) => {
    const path = join(directory, name);
    if (text !== null) writeFileSync(path, text);
    const { err, code } = await runCommand('audit', '--inventory', example, '--baseline', path);
    expect(code).toBe(2);
    expect(err).toContain(`--baseline ${path}: ${found}, expected what`);
  });

  it('places findings on the lines of the inventory in SARIF', async () => {
    const { out } = await runCommand('audit', '--inventory', inventory(['r1', 'r1']), '--format', 'sarif');
    const log = JSON.parse(out) as {
      readonly runs: readonly [
        {
          readonly results: readonly {
            readonly locations: readonly [
              {
                readonly physicalLocation: {
                  readonly artifactLocation: { readonly uri: string };
                  readonly region: { readonly startLine: number };
                };
              },
            ];
          }[];
        },
      ];
    };
    const [first] = log.runs[0].results;
    expect(first?.locations[0].physicalLocation.artifactLocation.uri).toMatch(/fleet\.yaml$/);
    expect(first?.locations[0].physicalLocation.region.startLine).toBe(8);
  });

  it.each(['json', 'markdown', 'html'])('prints %s', async (format) => {
    const { out } = await runCommand('audit', '--inventory', example, '--format', format);
    const begins = {
      json: '{\n  "schema": "stagger/audit/1"',
      markdown: '## Placement audit',
      html: '<!doctype html>',
    };
    expect(out.startsWith(begins[format as keyof typeof begins])).toBe(true);
  });

  it('says nothing about an inventory that has mistakes, and ends with 78', async () => {
    writeFileSync(join(directory, 'fleet.yaml'), 'hosts: {a: {rack: nowhere}}\n');
    const { out, err, code } = await runCommand('audit', '--inventory', directory);
    expect({ out, code }).toEqual({ out: '', code: 78 });
    expect(err).toContain('unknown rack');
  });
});

describe('stagger whatif', () => {
  it('tells the outcome for the rack of seventeen', async () => {
    const { out, code } = await runCommand('whatif', 'rack:seoul-a-r12', '--inventory', example);
    expect(code).toBe(0);
    expect(out).toMatch(/^Loss of rack seoul-a-r12: 17 hosts down\n/);
    expect(out).toMatch(/\ndown +db-proxy +0 of 2 +1 +database\n/);
    expect(out).toMatch(/\ndown +store-web +6 of 9 +7 +store +needs db-proxy\n/);
  });

  it('takes several domains together', async () => {
    const { out } = await runCommand(
      'whatif',
      'feed:seoul-feed-1',
      'feed:seoul-feed-2',
      '--json',
      '--inventory',
      example,
    );
    const { schema, domains, lostHosts } = JSON.parse(out) as {
      readonly schema: string;
      readonly domains: readonly string[];
      readonly lostHosts: readonly string[];
    };
    expect({ schema, domains }).toEqual({
      schema: 'stagger/whatif/1',
      domains: ['feed:seoul-feed-1', 'feed:seoul-feed-2'],
    });
    expect(lostHosts.length).toBeGreaterThan(17);
  });

  it('ranks single losses and lists pairs', async () => {
    const worst = await runCommand('whatif', '--worst', '3', '--inventory', example);
    expect(worst.out.trim().split('\n')).toHaveLength(4);
    const pairs = await runCommand('whatif', '--pairs', '--json', '--inventory', example);
    expect(JSON.parse(pairs.out)).toMatchObject({ schema: 'stagger/losing-pairs/1' });
  });

  it.each([
    [
      ['rack:seoul-a-r13'],
      'unknown rack: found "seoul-a-r13", expected one of',
      'did you mean rack:seoul-a-r1',
    ],
    [['rack:r12'], 'unknown rack: found "r12", expected one of', 'did you mean rack:seoul-a-r12?'],
    [
      ['r12'],
      'found "r12", expected LEVEL:NAME with one of host, hypervisor, rack',
      'did you mean rack:seoul-a-r12?',
    ],
    [
      ['hypervisor:store-web-01'],
      'unknown hypervisor: found "store-web-01", expected one of hv-01, hv-02',
      'store-web-01 is a host without guests: did you mean host:store-web-01?',
    ],
    [[], 'expected one question', 'for example'],
    [['rack:seoul-a-r12', '--pairs'], 'expected one question', 'for example'],
  ])('refuses %j', async (words, message, hint) => {
    const { err, code, out } = await runCommand('whatif', ...words, '--inventory', example);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });
});
