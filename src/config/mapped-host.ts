// How an imported host is reached and what people call it: each value taken only if the inventory would accept it.

import { byId } from '../core/fleet/fleet-lookup.ts';
import type { ImportedHost } from '../core/fleet/imported-fleet.ts';
import type { FieldReader } from './field-reader.ts';
import { isAddress, loginName, plainText } from './field-shapes.ts';
import type { ImportMapping } from './import-mapping.ts';
import { idFrom } from './imported-ids.ts';

export type HostFields = {
  /** Null: its id is its address. */
  readonly address: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly owner: string | null;
  /** The owner in the words of the source. */
  readonly ownerText: string | null;
  readonly model: string | null;
  readonly labels: Readonly<Record<string, string>>;
};

type Context = { readonly id: string; readonly mapping: ImportMapping; readonly reader: FieldReader };

const [modelText, labelText] = [plainText(100), plainText(200)];

/** What is sound of `host`, or null if there is no address to reach it by. */
export function hostFields(host: ImportedHost, { id, mapping, reader }: Context): HostFields | null {
  const read = (what: 'address' | 'port' | 'user' | 'owner' | 'model'): string | null =>
    reader.read(host, what, mapping[what])?.text ?? null;
  const refuse = (what: string, found: string, why: string): null => {
    reader.refuse(host, what, { found, why });
    return null;
  };
  const given = read('address');
  // A name that had to be changed to become an id may still be the host's address.
  const address = given ?? (host.name === id ? null : host.name);
  if (given !== null && !isAddress(given)) return refuse('address', given, 'no host name and no IP address');
  if (!isAddress(address ?? id)) return null;
  const portText = read('port');
  const port = portText === null ? null : Number(portText);
  const soundPort = port !== null && Number.isInteger(port) && port >= 1 && port <= 65_535;
  const user = read('user');
  const owner = reader.read(host, 'owner', mapping.owner);
  const ownerId = owner === null ? null : owner.renamed ? owner.text : idFrom(owner.text);
  const model = read('model');
  return {
    address: address === id ? null : address,
    port: soundPort || portText === null ? port : refuse('port', portText, 'no port from 1 to 65535'),
    user:
      user === null || loginName.safeParse(user).success
        ? user
        : refuse('user', user, 'no login name of ours'),
    owner:
      owner !== null && ownerId === null ? refuse('owner', owner.text, 'no letter or figure in it') : ownerId,
    ownerText: owner?.text ?? null,
    model:
      model === null || modelText.safeParse(model).success
        ? model
        : refuse('model', model, 'too long, or control characters'),
    labels: labelsOf(host, { id, mapping, reader }),
  };
}

function labelsOf(host: ImportedHost, { mapping, reader }: Context): Readonly<Record<string, string>> {
  const labels = new Map<string, string>(Object.entries(host.labels));
  for (const name of mapping.labels ?? []) {
    const [key, text] = [idFrom(name), reader.field(host, name)];
    if (key === null || text === null) continue;
    if (labelText.safeParse(text).success) labels.set(key, text);
    else reader.refuse(host, `label ${name}`, { found: text, why: 'too long, or control characters' });
  }
  return Object.fromEntries([...labels].sort(([a], [b]) => byId(a, b)));
}
