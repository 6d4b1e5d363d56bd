// docs/json.md: every shape with its fields, made from the schemas themselves.

import { z } from 'zod';
import { jsonShapes } from './json-shapes.ts';

type Node = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly additionalProperties?: boolean | Node;
};

function typeText(node: Node): string {
  const options = node.anyOf ?? node.oneOf;
  if (options !== undefined) {
    const texts = [...new Set(options.map(typeText))];
    return texts.join(' or ');
  }
  if (node.enum !== undefined) return node.enum.map((value) => `"${value}"`).join(' or ');
  if (node.const !== undefined) return `"${node.const}"`;
  if (node.type === 'array') return `list of ${typeText(node.items ?? {})}`;
  const types = [node.type ?? 'anything'].flat();
  return types.map((type) => (type === 'integer' ? 'whole number' : type)).join(' or ');
}

/** The object behind a value that may be a list of it, or null. */
function inner(node: Node): Node | null {
  if (node.properties !== undefined) return node;
  if (node.items !== undefined) return inner(node.items);
  if (typeof node.additionalProperties === 'object') return inner(node.additionalProperties);
  for (const option of node.anyOf ?? node.oneOf ?? []) {
    const found = inner(option);
    if (found !== null) return found;
  }
  return null;
}

function described(node: Node): string {
  if (node.description !== undefined) return node.description;
  return (node.anyOf ?? []).find(({ description }) => description !== undefined)?.description ?? '';
}

function rows(node: Node, prefix: string): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const optional = node.required?.includes(name) === true ? '' : ', may be absent';
    const own = `| \`${prefix}${name}\` | ${typeText(field)}${optional} | ${described(field)} |`;
    const below = inner(field);
    const isList = JSON.stringify(field).includes('"items"');
    return [own, ...(below === null ? [] : rows(below, `${prefix}${name}${isList ? '[]' : ''}.`))];
  });
}

export function jsonReference(): string {
  const shapes = Object.entries(jsonShapes).map(([name, { from, what, schema }]) => {
    const node = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Node;
    return [
      `## ${name}`,
      `${what} Printed by ${from.map((command) => `\`${command}\``).join(', ')}.`,
      '',
      '| field | type | |',
      '|---|---|---|',
      '| `schema` | `"stagger/' + name + '"` | |',
      ...rows(node, ''),
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
    ...shapes.flatMap((shape) => [shape, '']),
  ].join('\n');
}
