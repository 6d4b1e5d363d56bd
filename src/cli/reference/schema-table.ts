// A schema as rows of a Markdown table: field, type, what it is. Made from JSON Schema, so that a reference can never say
// something else than what the program judges by.

export type SchemaNode = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly additionalProperties?: boolean | SchemaNode;
};

function typeText(node: SchemaNode): string {
  const options = node.anyOf ?? node.oneOf;
  if (options !== undefined) {
    const texts = [...new Set(options.map(typeText))];
    return texts.join(' or ');
  }
  if (node.enum !== undefined) return node.enum.map((value) => `"${value}"`).join(' or ');
  if (node.const !== undefined) return `"${node.const}"`;
  if (node.type === 'array') return `list of ${typeText(node.items ?? {})}`;
  if (node.pattern?.startsWith('^(?=\\d)(?:\\d{1,5}w)') === true) return 'duration (15m, 24h, 180d)';
  const types = [node.type ?? 'anything'].flat();
  return types.map((type) => (type === 'integer' ? 'whole number' : type)).join(' or ');
}

function holdsList(node: SchemaNode): boolean {
  return node.items !== undefined || (node.anyOf ?? node.oneOf ?? []).some(holdsList);
}

/** The objects behind a value that may be a list of them, one of several, or null. */
function inner(node: SchemaNode): readonly SchemaNode[] {
  if (node.properties !== undefined) return [node];
  if (node.items !== undefined) return inner(node.items);
  if (typeof node.additionalProperties === 'object') return inner(node.additionalProperties);
  return (node.anyOf ?? node.oneOf ?? []).flatMap(inner);
}

function described(node: SchemaNode): string {
  if (node.description !== undefined) return node.description;
  return (node.anyOf ?? []).find(({ description }) => description !== undefined)?.description ?? '';
}

type Remarks = 'absent' | 'required' | 'none';

function remarkOn(isRequired: boolean, said: Remarks): string {
  switch (said) {
    case 'absent':
      return isRequired ? '' : ', may be absent';
    case 'required':
      return isRequired ? ', required' : '';
    case 'none':
      return '';
  }
}

/** @param said which fields are remarked on: those that may be absent, or those that must be there. */
export function schemaRows(node: SchemaNode, said: Remarks, prefix = ''): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const isRequired = node.required?.includes(name) === true;
    const remark = remarkOn(isRequired, said);
    const own = `| \`${prefix}${name}\` | ${typeText(field)}${remark} | ${described(field)} |`;
    const below = inner(field);
    // Of several forms each has keys of its own, and none of them has to be there.
    const remarks = below.length > 1 && said === 'required' ? 'none' : said;
    const under = `${prefix}${name}${holdsList(field) ? '[]' : ''}.`;
    return [own, ...new Set(below.flatMap((object) => schemaRows(object, remarks, under)))];
  });
}
