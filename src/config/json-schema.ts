// The JSON Schemas that editors read, made from the same shapes that the loader judges by.

import { z } from 'zod';
import { idPattern } from './field-shapes.ts';
import { entrySections, singleSections, waiver } from './inventory-schema.ts';
import { settings } from './settings-schema.ts';

const hostRangePattern = /^[A-Za-z0-9][A-Za-z0-9.[\]:-]{0,252}$/;

function entriesOf(schema: z.ZodType, key: RegExp): z.ZodType {
  return z.record(z.string().regex(key), schema).optional();
}

/** A whole inventory file, as one schema: only for editors, because it would report one broken host as a broken file. */
function inventoryFile(): z.ZodType {
  const sections = Object.entries(entrySections).map(
    ([name, schema]) => [name, entriesOf(schema, name === 'hosts' ? hostRangePattern : idPattern)] as const,
  );
  return z.strictObject({
    ...Object.fromEntries(sections),
    defaults: singleSections.defaults.optional(),
    caps: singleSections.caps.optional(),
    waivers: z.array(waiver).optional(),
  });
}

/** Text of the schema files by file name, as they stand in `inventory/schema/`. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const text = (title: string, schema: z.ZodType): string => {
    // Draft 7 is what the YAML language server understands in full.
    const made = z.toJSONSchema(schema, { target: 'draft-07', io: 'input', unrepresentable: 'any' });
    return `${JSON.stringify({ title, ...made }, null, 2)}\n`;
  };
  return new Map([
    ['inventory.schema.json', text('Stagger inventory', inventoryFile())],
    ['settings.schema.json', text('Stagger settings', settings)],
  ]);
}
