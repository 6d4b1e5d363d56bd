// The racks of a site as they are looked at from the front, each host in the colour of the worst finding it is part
// of. Hosts without a unit stand below the others; guests stand inside their hypervisor; hosts without a rack stand in
// their zone.

import { servicesOf } from '../../core/fleet/fleet-lookup.ts';
import type { Fleet, Host, Rack } from '../../core/fleet/fleet.ts';
import type { HostId, RackId, ZoneId } from '../../core/fleet/ids.ts';
import type { Finding, Severity } from '../../core/placement/finding.ts';
import { severityRank } from '../../core/placement/severity.ts';
import { counted } from '../text/audit-text.ts';
import { html } from './html-text.ts';
import type { Html } from './html-text.ts';

/** All sites with their zones and racks. */
export function rackPictures(fleet: Fleet, findings: readonly Finding[]): Html {
  const drawing = new Drawing(fleet, findings);
  const sites = [...fleet.sites.values()].map(
    ({ id }) => html`
      <section class="site">
        <h3>Site ${id}</h3>
        ${[...fleet.zones.values()].filter(({ site }) => site === id).map((zone) => drawing.zone(zone.id))}
      </section>
    `,
  );
  return html`${sites}${drawing.nowhere()}`;
}

class Drawing {
  private readonly fleet: Fleet;
  private readonly worst: ReadonlyMap<HostId, Severity>;
  private readonly inRack = new Map<RackId, Host[]>();
  private readonly inZone = new Map<ZoneId, Host[]>();
  private readonly onHost = new Map<HostId, Host[]>();
  private readonly placeless: Host[] = [];

  constructor(fleet: Fleet, findings: readonly Finding[]) {
    this.fleet = fleet;
    this.worst = worstByHost(findings);
    for (const host of fleet.hosts.values()) {
      const { placement } = host;
      if (placement === null) this.placeless.push(host);
      else if (placement.hypervisor !== null) append(this.onHost, placement.hypervisor, host);
      else if (placement.rack !== null) append(this.inRack, placement.rack, host);
      else append(this.inZone, placement.zone, host);
    }
  }

  zone(id: ZoneId): Html {
    const racks = [...this.fleet.racks.values()].filter(({ zone }) => zone === id);
    const loose = this.inZone.get(id) ?? [];
    return html`
      <h4>Zone ${id}</h4>
      <div class="racks">
        ${racks.map((rack) => this.rack(rack))}
        ${
          loose.length === 0
            ? null
            : html`<section class="rack">
                <h5>no rack <small>${counted(loose.length, 'host')}</small></h5>
                <ol>
                  ${loose.map((host) => this.host(host))}
                </ol>
              </section>`
        }
      </div>
    `;
  }

  nowhere(): Html | null {
    if (this.placeless.length === 0) return null;
    return html`<section class="site">
      <h3>Nobody wrote down where</h3>
      <div class="racks">
        <section class="rack">
          <ol>
            ${this.placeless.map((host) => this.host(host))}
          </ol>
        </section>
      </div>
    </section>`;
  }

  private rack(rack: Rack): Html {
    const hosts = [...(this.inRack.get(rack.id) ?? [])].sort(
      (a, b) => (b.placement?.unit ?? -1) - (a.placement?.unit ?? -1),
    );
    const feeds = rack.feeds.length === 0 ? 'feeds unknown' : rack.feeds.join(' + ');
    return html`<section class="rack">
      <h5>${rack.id} <small>${counted(hosts.length, 'host')}, ${feeds}</small></h5>
      <ol>
        ${hosts.map((host) => this.host(host))}
      </ol>
    </section>`;
  }

  private host(host: Host): Html {
    const severity = this.worst.get(host.id) ?? 'fine';
    const unit = host.placement?.unit ?? null;
    const services = servicesOf(this.fleet, host.id).map(({ id }) => id);
    const guests = this.onHost.get(host.id) ?? [];
    return html`<li class="${severity}">
      ${unit === null ? null : html`<span class="unit">${unit}</span> `}<b>${host.id}</b>
      <small>${services.join(' ')}</small>
      ${severity === 'fine' ? null : html`<em>${severity}</em>`}
      ${
        guests.length === 0
          ? null
          : html`<ol>
              ${guests.map((guest) => this.host(guest))}
            </ol>`
      }
    </li>`;
  }
}

function append<Key>(map: Map<Key, Host[]>, key: Key, host: Host): void {
  const hosts = map.get(key);
  if (hosts === undefined) map.set(key, [host]);
  else hosts.push(host);
}

/** Waived findings colour nothing. */
function worstByHost(findings: readonly Finding[]): ReadonlyMap<HostId, Severity> {
  const worst = new Map<HostId, Severity>();
  for (const { hosts, severity, waivedUntilAt } of findings) {
    if (waivedUntilAt !== null) continue;
    for (const host of hosts) {
      const known = worst.get(host);
      if (known === undefined || severityRank(known) < severityRank(severity)) worst.set(host, severity);
    }
  }
  return worst;
}
