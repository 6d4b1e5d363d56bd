import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configurationReference } from '../../src/cli/reference/configuration-reference.ts';
import { jsonReference } from '../../src/cli/reference/json-reference.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');

describe('the generated references', () => {
  it.each([
    ['json.md', jsonReference()],
    ['configuration.md', configurationReference()],
  ])('%s is current: if not, run `node scripts/generate-reference.ts`', (name, text) => {
    expect(readFileSync(join(docs, name), 'utf8')).toBe(text);
  });

  it('name every key, those of one gate among several too', () => {
    const text = configurationReference();
    for (const key of [
      '`ssh.identity_file`',
      '`slack.bot_token.credential`',
      '`gates[].http.path`',
      '`unit`',
    ])
      expect(text).toContain(`| ${key} |`);
  });
});
