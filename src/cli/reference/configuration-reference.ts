// docs/configuration.md: every key of the settings and of the inventory, made from the schemas that the loader judges by.

import { z } from 'zod';
import { entrySections, singleSections, waiver } from '../../config/inventory-schema.ts';
import { settings } from '../../config/settings-schema.ts';
import { schemaRows, type SchemaNode } from './schema-table.ts';

function table(schema: z.ZodType): string {
  const node = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
  return ['| key | value | |', '|---|---|---|', ...schemaRows(node, 'required')].join('\n');
}

export function configurationReference(): string {
  const entries = Object.entries(entrySections).map(
    ([name, schema]) => `### ${name}\nEntries by id.\n\n${table(schema)}`,
  );
  const single = Object.entries(singleSections).map(([name, schema]) => `### ${name}\n\n${table(schema)}`);
  return [
    '# Every key of the configuration',
    '',
    '<!-- Generated from src/config by `node scripts/generate-reference.ts`. -->',
    '',
    'How it fits together: [inventory](inventory.md), [gates](gates.md), [operating](operating.md). A default stands behind the semicolon.',
    '',
    '## settings.yaml',
    '',
    table(settings),
    '',
    '## The inventory',
    '',
    ...[...entries, ...single, `### waivers\nA list.\n\n${table(waiver)}`].flatMap((part) => [part, '']),
  ].join('\n');
}
