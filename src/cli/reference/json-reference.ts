// docs/json.md: every shape with its fields, made from the schemas themselves.

import { z } from 'zod';
import { consoleShapes } from '../json/console-shapes.ts';
import { jsonShapes } from '../json/json-shapes.ts';
import { schemaRows, type SchemaNode } from './schema-table.ts';

export function jsonReference(): string {
  const shapes = [...Object.entries(jsonShapes), ...Object.entries(consoleShapes)].map(([name, shape]) => {
    const { from, what, schema } = shape;
    const node = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as SchemaNode;
    return [
      `## ${name}`,
      `${what} ${from[0]?.startsWith('/') === true ? 'From the console:' : 'Printed by'} ${from.map((command) => `\`${command}\``).join(', ')}.`,
      '',
      '| field | type | |',
      '|---|---|---|',
      '| `schema` | `"stagger/' + name + '"` | |',
      ...schemaRows(node, 'absent'),
    ].join('\n');
  });
  return [
    '# What `--json` prints',
    '',
    '<!-- Generated from src/cli/json by `node scripts/generate-reference.ts`. -->',
    '',
    'One object on stdout; progress and problems go to stderr. `schema` names the shape and its version: a shape changes only',
    'by additions, and a program ignores fields that it does not know. An object with a `kind` has further fields by kind.',
    '',
    'The console (`docs/console.md`) gives files of the same shapes; those that only it has are the last ones here.',
    '',
    ...shapes.flatMap((shape) => [shape, '']),
  ].join('\n');
}
