// Sites, zones and racks of an imported fleet, and the one id of each. Sources that name racks by their number alone
// repeat the number in every hall, so a rack is told apart by its zone and a zone by its site; ids are qualified only
// where a name would otherwise mean two places.

import { byId } from '../core/fleet/fleet-lookup.ts';
import type { FoundValue } from './field-reader.ts';
import { idFrom, type IdBook } from './imported-ids.ts';

/** Where something stands, in the words of the source. */
export type RawPlace = {
  readonly site: FoundValue | null;
  readonly zone: FoundValue | null;
  readonly rack: FoundValue | null;
};

export type PlaceIds = {
  readonly site: string | null;
  readonly zone: string | null;
  readonly rack: string | null;
};

type Books = { readonly site: IdBook; readonly zone: IdBook; readonly rack: IdBook };

function ownId(value: FoundValue | null): string | null {
  if (value === null) return null;
  return value.renamed ? value.text : idFrom(value.text);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

/** Says the ids of places. It has to see all of them first, to know which names are not unique. */
export class PlaceNames {
  readonly #sitesOfZone = new Map<string, Set<string>>();
  readonly #zonesOfRack = new Map<string, Set<string>>();
  readonly #books: Books;

  constructor(places: Iterable<RawPlace>, books: Books) {
    this.#books = books;
    const all = [...places];
    for (const { site, zone } of all)
      if (zone !== null) addTo(this.#sitesOfZone, zone.text, ownId(site) ?? '');
    for (const place of all) {
      const zone = this.#zoneId(place);
      if (place.rack !== null) addTo(this.#zonesOfRack, place.rack.text, zone ?? '');
    }
  }

  #zoneId({ site, zone }: RawPlace): string | null {
    const [own, above] = [ownId(zone), ownId(site)];
    const known = zone === null ? 0 : (this.#sitesOfZone.get(zone.text)?.size ?? 0);
    return own !== null && zone?.renamed === false && known > 1 && above !== null ? `${above}-${own}` : own;
  }

  idsOf(place: RawPlace): PlaceIds {
    const site = ownId(place.site);
    const zone = this.#zoneId(place);
    const own = ownId(place.rack);
    const repeated = (this.#zonesOfRack.get(place.rack?.text ?? '')?.size ?? 0) > 1;
    const rack =
      own !== null && repeated && zone !== null && place.rack?.renamed === false ? `${zone}-${own}` : own;
    if (site !== null) this.#books.site.take(site, place.site?.text ?? '');
    if (zone !== null) this.#books.zone.take(zone, `${site ?? ''} ${place.zone?.text ?? ''}`.trim());
    if (rack !== null) this.#books.rack.take(rack, `${zone ?? ''} ${place.rack?.text ?? ''}`.trim());
    return { site, zone, rack };
  }

  /** Racks whose bare number stands in several zones, for people. */
  qualifiedRacks(): readonly string[] {
    return [...this.#zonesOfRack]
      .filter(([, zones]) => zones.size > 1)
      .map(([rack]) => rack)
      .sort(byId);
  }
}
