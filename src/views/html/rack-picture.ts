// The racks of a site as they are looked at from the front. What a host's unit shows (a finding, an uptime, what a loss
// makes of it) is the caller's; where it stands is told here. Hosts without a unit stand below the others; guests stand
// inside their hypervisor; hosts without a rack stand in their zone.

import { servicesOf } from '../../core/fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Host, Rack } from '../../core/fleet/fleet.ts';
import type { HostId, RackId, ZoneId } from '../../core/fleet/ids.ts';
import { html } from './html-text.ts';
import type { Html } from './html-text.ts';

/** One host's unit. */
export type UnitPaint = {
  /** A class of the style sheet: the colour. */
  readonly className: string;
  /** The same in words or signs, at the end of the unit; empty for nothing. */
  readonly note: string;
};

export type RackPaint = {
  /** A unit a host with its name, or one cell where there are too many for that. */
  readonly form?: 'units' | 'cells';
  readonly unit: (host: Host) => UnitPaint;
  /** Where a host's name leads, or null. */
  readonly hostHref: (host: Host) => string | null;
  /** What stands in the heading of a domain: its name alone, or a link around it. */
  readonly heading: (domain: FailureDomain, name: string) => Html;
  readonly words: {
    readonly site: (id: string) => string;
    readonly zone: (id: string) => string;
    readonly noRack: string;
    readonly noFeeds: string;
    readonly nowhere: string;
    /** `guests`: of `count`, those that run on another one. */
    readonly counts: (count: number, guests: number) => string;
  };
};

/** All sites with their zones and racks. */
export function rackPictures(fleet: Fleet, paint: RackPaint): Html {
  const drawing = new Drawing(fleet, paint);
  const sites = [...fleet.sites.values()].map(
    ({ id }) => html`
      <section class="site">
        <h3>${paint.heading({ level: 'site', id }, paint.words.site(id))}</h3>
        ${[...fleet.zones.values()].filter(({ site }) => site === id).map((zone) => drawing.zone(zone.id))}
      </section>
    `,
  );
  return html`${sites}${drawing.nowhere()}`;
}

class Drawing {
  private readonly fleet: Fleet;
  private readonly paint: RackPaint;
  private readonly inRack = new Map<RackId, Host[]>();
  private readonly inZone = new Map<ZoneId, Host[]>();
  private readonly onHost = new Map<HostId, Host[]>();
  private readonly placeless: Host[] = [];

  constructor(fleet: Fleet, paint: RackPaint) {
    this.fleet = fleet;
    this.paint = paint;
    for (const host of fleet.hosts.values()) {
      const { placement } = host;
      if (placement === null) this.placeless.push(host);
      else if (placement.hypervisor !== null) append(this.onHost, placement.hypervisor, host);
      else if (placement.rack !== null) append(this.inRack, placement.rack, host);
      else append(this.inZone, placement.zone, host);
    }
  }

  zone(id: ZoneId): Html {
    const { words, heading } = this.paint;
    const racks = [...this.fleet.racks.values()].filter(({ zone }) => zone === id);
    const loose = this.inZone.get(id) ?? [];
    return html`<section class="zone">
      <h4>${heading({ level: 'zone', id }, words.zone(id))}</h4>
      <div class="racks">
        ${racks.map((rack) => this.rack(rack))}
        ${
          loose.length === 0
            ? null
            : html`<section class="rack">
                <h5>${words.noRack} <small>${this.counts(loose)}</small></h5>
                ${this.units(loose)}
              </section>`
        }
      </div>
    </section>`;
  }

  nowhere(): Html | null {
    if (this.placeless.length === 0) return null;
    return html`<section class="site">
      <h3>${this.paint.words.nowhere}</h3>
      <div class="racks">
        <section class="rack">${this.units(this.placeless)}</section>
      </div>
    </section>`;
  }

  private rack(rack: Rack): Html {
    const { words, heading } = this.paint;
    const hosts = [...(this.inRack.get(rack.id) ?? [])].sort(
      (a, b) => (b.placement?.unit ?? -1) - (a.placement?.unit ?? -1),
    );
    const title = heading({ level: 'rack', id: rack.id }, rack.id);
    const feeds = rack.feeds.length === 0 ? words.noFeeds : rack.feeds.join(' + ');
    return html`<section class="rack">
      <h5>${title} <small>${this.counts(hosts)}, ${feeds}</small></h5>
      ${this.units(hosts)}
    </section>`;
  }

  /** All that is drawn below a heading. */
  private counts(hosts: readonly Host[]): string {
    const guests = this.guestsOn(hosts);
    return this.paint.words.counts(hosts.length + guests, guests);
  }

  private guestsOn(hosts: readonly Host[]): number {
    const guests = hosts.flatMap(({ id }) => this.onHost.get(id) ?? []);
    return guests.length === 0 ? 0 : guests.length + this.guestsOn(guests);
  }

  private units(hosts: readonly Host[]): Html {
    return html`<ol>
      ${hosts.map((host) => this.host(host))}
    </ol>`;
  }

  /** A cell says in its title what a unit says in its text; guests stand beside their hypervisor. */
  private cell(host: Host, href: string): Html {
    const { className, note } = this.paint.unit(host);
    const guests = this.onHost.get(host.id) ?? [];
    return html`<li class="${className}">
        <a href="${href}" title="${note === '' ? host.id : `${host.id}: ${note}`}"></a>
      </li>
      ${guests.map((guest) => this.host(guest))}`;
  }

  private host(host: Host): Html {
    const href = this.paint.hostHref(host);
    if (this.paint.form === 'cells' && href !== null) return this.cell(host, href);
    const { className, note } = this.paint.unit(host);
    const unit = host.placement?.unit ?? null;
    const services = servicesOf(this.fleet, host.id).map(({ id }) => id);
    const guests = this.onHost.get(host.id) ?? [];
    const name = href === null ? html`<b>${host.id}</b>` : html`<a href="${href}">${host.id}</a>`;
    return html`<li class="${className}">
      ${unit === null ? null : html`<span class="unit">${unit}</span> `}${name}
      <small>${services.join(' ')}</small>
      ${note === '' ? null : html`<em>${note}</em>`}${guests.length === 0 ? null : this.units(guests)}
    </li>`;
  }
}

function append<Key>(map: Map<Key, Host[]>, key: Key, host: Host): void {
  const hosts = map.get(key);
  if (hosts === undefined) map.set(key, [host]);
  else hosts.push(host);
}
