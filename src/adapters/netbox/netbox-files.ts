// Saved NetBox pages. A list must be complete: a page that counts more records than were given means that a file is
// missing, and half a fleet is refused.

import { readFileSync, statSync } from 'node:fs';
import { jsonProblem, SourceError } from '../../core/fleet/source-problem.ts';
import {
  collectionOf,
  isObject,
  recordsOf,
  type Collection,
  type NetboxRecord,
  type NetboxRecords,
} from './netbox-json.ts';

const fileLimit = 128 * 1_048_576;

function readText(path: string): string {
  try {
    if (statSync(path).size > fileLimit)
      throw new SourceError({ file: path, line: null, what: 'the file is larger than 128 MiB', hint: null });
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new SourceError({ file: path, line: null, what: `it cannot be read (${code})`, hint: null });
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SourceError(jsonProblem(path, text, error));
  }
}

/** Sorts records into lists; the same record on two pages counts once. */
export class RecordLists {
  readonly #records: { readonly [Kind in Collection]: Map<number, NetboxRecord> } = {
    sites: new Map(),
    locations: new Map(),
    racks: new Map(),
    devices: new Map(),
    'virtual-machines': new Map(),
    clusters: new Map(),
  };

  add(collection: Collection, record: NetboxRecord): void {
    this.#records[collection].set(record.id, record);
  }

  sizeOf(collection: Collection): number {
    return this.#records[collection].size;
  }

  all(): NetboxRecords {
    const inOrder = (collection: Collection) =>
      [...this.#records[collection].values()].sort((a, b) => a.id - b.id);
    return {
      sites: inOrder('sites'),
      locations: inOrder('locations'),
      racks: inOrder('racks'),
      devices: inOrder('devices'),
      'virtual-machines': inOrder('virtual-machines'),
      clusters: inOrder('clusters'),
    };
  }
}

/** The records in the pages at `paths`. @throws SourceError */
export function readNetboxFiles(paths: readonly string[]): NetboxRecords {
  const lists = new RecordLists();
  const counts = new Map<Collection, { readonly page: string; readonly count: number }>();
  for (const path of paths) {
    const page = parse(path, readText(path));
    const records = recordsOf(path, page);
    for (const record of records) {
      const collection = collectionOf(record.fields);
      if (collection === null)
        throw new SourceError({
          file: path,
          line: null,
          what: `record ${record.id} is of an unknown kind`,
          hint: 'save sites, racks, devices, virtual machines and clusters, with their "url"',
        });
      lists.add(collection, record);
      const count = isObject(page) && typeof page['count'] === 'number' ? page['count'] : 0;
      const known = counts.get(collection);
      if (known === undefined || count > known.count) counts.set(collection, { page: path, count });
    }
  }
  for (const [collection, { page, count }] of counts)
    if (lists.sizeOf(collection) < count)
      throw new SourceError({
        file: page,
        line: null,
        what: `${lists.sizeOf(collection)} of ${count} ${collection} were given`,
        hint: 'save every page and name all of them',
      });
  return lists.all();
}
