// The mapping that docs/importing.md shows is one, and what no mapping may say is refused with its place.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtInMapping, importSources, parseMapping } from '../../src/config/import-mapping.ts';
import { groupMatch } from '../../src/config/field-reader.ts';
import { mistakeText } from '../../src/config/mistake.ts';

it('of the guide is valid', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/importing.md'), 'utf8');
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
  const parsed = parseMapping('ansible', example, 'guide');
  expect(parsed.kind === 'invalid' ? parsed.mistakes.map(mistakeText) : []).toEqual([]);
});

it.each(importSources)('built in for %s replaces single keys only', (source) => {
  const parsed = parseMapping(source, 'owner: team\n', 'mapping.yaml');
  if (parsed.kind === 'invalid') throw new Error(parsed.mistakes.map(mistakeText).join());
  const { owner, ...rest } = parsed.mapping;
  const { owner: _, ...builtIn } = builtInMapping(source);
  expect(owner).toEqual([{ field: 'team', group: null, value: null, rename: {} }]);
  expect(rest).toEqual(builtIn);
});

it.each([
  ['rack: {}', 'mapping.yaml:1:7'],
  ['rack: {field: a, group: b}', 'mapping.yaml:1:7'],
  ["rack: {group: 'a*b*'}", 'mapping.yaml:1:'],
  ['only: [{field: role}]', 'mapping.yaml:1:8'],
  ['site_settings: {default: {time_zone: KST9}}', 'mapping.yaml:1:38'],
  ['__proto__: {rack: x}', 'mapping.yaml:1:1'],
])('%s is refused at %s', (text, place) => {
  const parsed = parseMapping('ansible', text, 'mapping.yaml');
  expect(parsed.kind === 'invalid' ? parsed.mistakes.map(mistakeText).join('\n') : 'valid').toContain(place);
});

it.each([
  ['rack_*', 'rack_r12', 'r12'],
  ['*_db', 'main_db', 'main'],
  ['rack_*', 'rack_', null],
  ['ab*ba', 'aba', null],
  ['web', 'web', 'web'],
  ['web', 'webs', null],
])('group pattern %s over %s gives %j', (pattern, group, match) => {
  expect(groupMatch(pattern, group)).toBe(match);
});
