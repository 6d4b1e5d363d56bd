// Which words of a foreign source say where a host stands and what it does. Configuration, because no two teams name
// their variables, groups and tags alike; the built-in mappings are what each source calls these things by itself.

import { z } from 'zod';
import type { Part } from '../core/fleet/part.ts';
import { expecting, id, mapping, oneOf, plainText, timeZone } from './field-shapes.ts';
import { reportInto, startOf, type Mistake } from './mistake.ts';
import { reportIssues } from './schema-mistakes.ts';
import { parseYamlTree, plainValue } from './yaml-tree.ts';

const fieldName = plainText(200);
const groupText = 'a group, with at most one * for the part that is the value, such as rack_*';
const groupPattern = z
  .string({ error: expecting(groupText) })
  .regex(/^[^*\s]*\*?[^*\s]*$/, { error: expecting(groupText) })
  .min(1, { error: expecting(groupText) });

const renames = z
  .record(z.string(), id, { error: expecting('a mapping of their words to ids of ours') })
  .optional()
  .describe('Their word to our id, where the two differ.');

const oneSource = mapping('a field name, or a mapping with "field", "group" or "value"', {
  field: fieldName.optional().describe('Variable, field or tag that holds it.'),
  group: groupPattern.optional().describe('Group that says it; what stands for * is the value.'),
  value: plainText(200).optional().describe('The value itself: for every host, or for the hosts of "group".'),
  rename: renames,
}).superRefine(({ field, group, value }, context) => {
  const said = [field, group, value].filter((each) => each !== undefined).length;
  if (said === 1 || (said === 2 && field === undefined)) return;
  const message = expecting('one of field, group, value, or group with value');
  context.addIssue({ code: 'custom', message, input: `${said} of them` });
});

const source = z
  .union([fieldName, oneSource], {
    error: expecting('a field name, or a mapping with "field", "group" or "value"'),
  })
  .transform((given): ValueSource => {
    if (typeof given === 'string') return { field: given, group: null, value: null, rename: {} };
    const { field = null, group = null, value = null, rename = {} } = given;
    return { field, group, value, rename };
  });

/** One place to look; the first of a list that says something wins. */
export type ValueSource = {
  readonly field: string | null;
  readonly group: string | null;
  readonly value: string | null;
  readonly rename: Readonly<Record<string, string>>;
};

const sources = z
  .union([source, z.array(source)], { error: expecting('a field name, a mapping, or a list of them') })
  .transform((given): readonly ValueSource[] => (Array.isArray(given) ? given : [given]));

const parts = ['primary', 'replica', 'standby', 'member'] as const satisfies readonly Part[];

const membership = mapping('a mapping with "group" or "field"', {
  group: groupPattern.optional().describe('Group whose hosts are its instances; * stands for the service.'),
  field: fieldName.optional().describe('Field that names the service, or several with commas.'),
  service: id.optional().describe('The service; absent: what * or the field says.'),
  part: oneOf(parts).optional().describe('What these instances are; member.'),
  part_field: fieldName.optional().describe('Field that says primary, replica, standby or member.'),
}).superRefine(({ group, field }, context) => {
  if ((group === undefined) !== (field === undefined)) return;
  context.addIssue({ code: 'custom', message: expecting('one of group, field'), input: undefined });
});

const condition = mapping('a mapping with "group", or "field" and "any_of"', {
  group: groupPattern.optional().describe('Hosts in this group.'),
  field: fieldName.optional().describe('Hosts whose field is one of "any_of".'),
  any_of: z
    .array(z.string({ error: expecting('a text') }), { error: expecting('a list of texts') })
    .optional(),
}).superRefine(({ group, field, any_of: anyOf }, context) => {
  if (
    group === undefined
      ? field !== undefined && anyOf !== undefined
      : field === undefined && anyOf === undefined
  )
    return;
  context.addIssue({
    code: 'custom',
    message: expecting('either group, or field with any_of'),
    input: undefined,
  });
});

const generated = ['sites', 'zones', 'racks', 'owners', 'services'] as const;
export type GeneratedSection = (typeof generated)[number];

const siteKinds = ['datacentre', 'cloud'] as const;
const siteText = 'a mapping such as {kind: datacentre, time_zone: Asia/Seoul}';
const siteShape = mapping(siteText, {
  kind: oneOf(siteKinds).optional(),
  time_zone: timeZone.optional(),
});

const none = sources.optional();

export const importMapping = mapping('a mapping of site, zone, rack and so on to where they are said', {
  only: z
    .array(condition, { error: expecting('a list of conditions') })
    .optional()
    .describe('Hosts that any of these fits; absent: every host. Switches and power units are devices too.'),
  site: none.describe('Site of a host, for the sites section.'),
  zone: none.describe('Zone of a host.'),
  rack: none.describe('Rack of a host.'),
  unit: none.describe('Lowest rack unit.'),
  hypervisor: none.describe('Host that it is a guest of.'),
  owner: none.describe('Owner of the host.'),
  model: none.describe('Hardware model.'),
  address: none.describe('Name or IP address, where it is not the host’s name.'),
  port: none.describe('SSH port.'),
  user: none.describe('SSH login name.'),
  services: z
    .array(membership, { error: expecting('a list of mappings with "group" or "field"') })
    .optional()
    .describe('Which services a host is an instance of.'),
  labels: z
    .array(fieldName, { error: expecting('a list of field names') })
    .optional()
    .describe('Fields to keep as labels.'),
  write: z
    .array(oneOf(generated), { error: expecting('a list of sections') })
    .optional()
    .describe('Sections to write besides hosts. Leave out what you keep by hand.'),
  site_settings: mapping('a mapping with "default" and "each"', {
    default: siteShape.optional(),
    each: z.record(id, siteShape, { error: expecting('a mapping of site ids') }).optional(),
  })
    .optional()
    .describe('Kind and time zone of written sites.'),
});

export type ImportMapping = z.output<typeof importMapping>;

export const importSources = ['ansible', 'netbox', 'ec2'] as const;
export type ImportSource = (typeof importSources)[number];

const written: readonly GeneratedSection[] = generated;

/** What each source calls these things by itself. A mapping file replaces single keys of it. */
const builtIn: Readonly<Record<ImportSource, z.input<typeof importMapping>>> = {
  ansible: {
    site: 'site',
    zone: ['zone', 'site'],
    rack: 'rack',
    unit: ['unit', 'rack_unit'],
    owner: 'owner',
    address: ['ansible_host', 'ansible_ssh_host'],
    port: ['ansible_port', 'ansible_ssh_port'],
    user: ['ansible_user', 'ansible_ssh_user'],
    write: [...written],
  },
  netbox: {
    site: 'site',
    zone: 'site',
    rack: 'rack',
    unit: 'position',
    hypervisor: 'hypervisor',
    owner: 'tenant',
    model: 'device_type',
    address: 'primary_ip',
    write: [...written],
  },
  ec2: {
    site: 'region',
    zone: 'availability_zone',
    rack: 'partition',
    owner: ['tag.Owner', 'tag.owner'],
    model: 'instance_type',
    address: 'private_ip',
    services: [{ field: 'tag.Service' }, { field: 'tag.service' }],
    labels: ['placement_group', 'spread_group'],
    write: [...written],
    site_settings: { default: { kind: 'cloud' } },
  },
};

export type MappingOutcome =
  | { readonly kind: 'mapping'; readonly mapping: ImportMapping }
  | { readonly kind: 'invalid'; readonly mistakes: readonly Mistake[] };

/** The built-in mapping of `importSource`. */
export function builtInMapping(importSource: ImportSource): ImportMapping {
  return importMapping.parse(builtIn[importSource]);
}

/** The mapping in `text`, over the built-in one key by key. */
export function parseMapping(importSource: ImportSource, text: string, file: string): MappingOutcome {
  const mistakes: Mistake[] = [];
  const report = reportInto(mistakes);
  const tree = parseYamlTree(text, file, report);
  if (tree === null) return { kind: 'invalid', mistakes };
  const parsed = importMapping.safeParse(plainValue(tree));
  // Duplicate and forbidden keys are reported while the tree is read.
  if (parsed.success && mistakes.length === 0)
    return { kind: 'mapping', mapping: { ...builtInMapping(importSource), ...parsed.data } };
  if (!parsed.success)
    reportIssues(parsed.error.issues, { subject: 'mapping', keyPlace: startOf(file), tree }, report);
  return { kind: 'invalid', mistakes };
}
