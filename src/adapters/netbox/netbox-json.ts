// NetBox's JSON, read defensively: fields that one version has and another has not, numbers that are objects
// elsewhere, names that are null. Records are checked before anything is made of them.

import { SourceError } from '../../core/fleet/source-problem.ts';

export type JsonObject = { readonly [name: string]: unknown };

/** One list that NetBox was asked for. */
export type Collection = 'sites' | 'locations' | 'racks' | 'devices' | 'virtual-machines' | 'clusters';

export const collections: readonly Collection[] = [
  'sites',
  'locations',
  'racks',
  'devices',
  'virtual-machines',
  'clusters',
];

export const collectionPaths: Readonly<Record<Collection, string>> = {
  sites: 'dcim/sites',
  locations: 'dcim/locations',
  racks: 'dcim/racks',
  devices: 'dcim/devices',
  'virtual-machines': 'virtualization/virtual-machines',
  clusters: 'virtualization/clusters',
};

/** A record and where it was found. */
export type NetboxRecord = { readonly id: number; readonly fields: JsonObject; readonly page: string };

export type NetboxRecords = Readonly<Record<Collection, readonly NetboxRecord[]>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a choice, which is `{value, label}`, `{slug, name}` or plain by version. */
export function choiceText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number') return String(value);
  if (!isObject(value)) return null;
  for (const name of ['slug', 'value', 'name', 'model', 'display']) {
    const text = value[name];
    if (typeof text === 'string' && text !== '') return text;
    if (typeof text === 'number') return String(text);
  }
  return null;
}

/** Id of a nested record, which is `{id, …}`, or a bare id in brief answers. */
export function nestedId(value: unknown): number | null {
  const id = isObject(value) ? value['id'] : value;
  return typeof id === 'number' && Number.isInteger(id) ? id : null;
}

/** Text of a name or a slug, null where it is null or empty. */
export function textIn(fields: JsonObject, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The records of one page. @throws SourceError where it is no page, or a record has no id. */
export function recordsOf(page: string, value: unknown): readonly NetboxRecord[] {
  const results = isObject(value) ? value['results'] : value;
  if (!Array.isArray(results))
    throw new SourceError({
      file: page,
      line: null,
      what: 'no page of NetBox: "results" is no list',
      hint: 'save the answer of /api/dcim/devices/ and the like, page by page',
    });
  return results.map((fields: unknown, index) => {
    const id = isObject(fields) ? fields['id'] : null;
    if (isObject(fields) && typeof id === 'number' && Number.isInteger(id)) return { id, fields, page };
    throw new SourceError({ file: page, line: null, what: `record ${index + 1} has no id`, hint: null });
  });
}

/** Which list a record is from, by its own address or else by the fields that only such records have. */
export function collectionOf(fields: JsonObject): Collection | null {
  const url = typeof fields['url'] === 'string' ? fields['url'] : '';
  for (const collection of collections)
    if (url.includes(`/api/${collectionPaths[collection]}/`)) return collection;
  if ('device_type' in fields) return 'devices';
  if ('vcpus' in fields) return 'virtual-machines';
  if ('u_height' in fields) return 'racks';
  return null;
}
