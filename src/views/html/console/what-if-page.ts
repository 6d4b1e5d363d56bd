// What the loss of the chosen domains would do. Every choice is a link, so that the address says all of it: it can be
// shared, works without a script, and the back button takes one loss back. The fleet below is coloured by what becomes
// of it.

import { servicesOf } from '../../../core/fleet/fleet-lookup.ts';
import type { FailureDomain, Fleet, Host } from '../../../core/fleet/fleet.ts';
import type { HostId, ServiceId } from '../../../core/fleet/ids.ts';
import { domainText } from '../../../core/placement/domain-text.ts';
import { outcomeRank, outcomes, type Outcome } from '../../../core/placement/outcome.ts';
import type { RankedLoss } from '../../../core/placement/rank-losses.ts';
import type { ServiceImpact, WhatIf } from '../../../core/placement/what-if.ts';
import { html, type Html } from '../html-text.ts';
import { rackPictures } from '../rack-picture.ts';
import { bothFormats, framed, type Frame } from './frame.ts';
import { MANY_HOSTS } from './fleet-page.ts';
import { hostLink, joined, whatIfHref } from './links.ts';
import { outcomeMarks } from './services-page.ts';
import { stackingTable } from './table.ts';

/** More are in the download. */
const IMPACTS_SHOWN = 100;
const TURNS_SHOWN = 30;
const TURN_HOSTS = 40;
const FEEDS_OFFERED = 24;

export type WhatIfPageInput = {
  readonly fleet: Fleet;
  readonly domains: readonly FailureDomain[];
  /** What the address named and the inventory does not have. */
  readonly unknown: readonly string[];
  readonly now: 'from-everything-up' | 'on-top-of-what-is-down';
  readonly loss: WhatIf;
  /** The worst single losses, to begin with; empty once something is chosen. */
  readonly worst: readonly RankedLoss[];
};

export function whatIfPage(frame: Frame, input: WhatIfPageInput): string {
  const { text } = frame;
  const { domains, unknown, loss } = input;
  const links = new Links(input);
  const somethingIsDown = loss.lostHosts.length + loss.alreadyDown.length > 0;
  const main = html`
    ${unknown.map((name) => html`<p class="caution" role="alert">${text.whatIf.unknown(name)}</p>`)}
    ${choices(frame, input, links)}
    ${
      somethingIsDown
        ? answer(frame, loss)
        : html`<p>${text.whatIf.nothing}</p>
            ${worstLosses(frame, input.worst, links)}`
    }
    <h2>${text.whatIf.map}</h2>
    ${mapLegend(frame, loss)} ${map(frame, input, links)}
  `;
  const query = links.current();
  const title =
    domains.length === 0 ? text.whatIf.title : text.whatIf.lost(domains.map(domainText).join(', '));
  return framed(frame, {
    section: 'what-if',
    title,
    intro: text.whatIf.intro,
    main,
    downloads: bothFormats('/what-if', query.slice('/what-if'.length)),
  });
}

/** Addresses of the same page with one thing changed. */
class Links {
  private readonly chosen: ReadonlyMap<string, FailureDomain>;
  private readonly now: WhatIfPageInput['now'];

  constructor({ domains, now }: WhatIfPageInput) {
    this.chosen = new Map(domains.map((domain) => [domainText(domain), domain]));
    this.now = now;
  }

  has(domain: FailureDomain): boolean {
    return this.chosen.has(domainText(domain));
  }

  current(): string {
    return this.of([...this.chosen.values()], this.now);
  }

  toggled(domain: FailureDomain): string {
    const rest = [...this.chosen].filter(([name]) => name !== domainText(domain)).map(([, one]) => one);
    return this.of(this.has(domain) ? rest : [...rest, domain], this.now);
  }

  withNow(now: WhatIfPageInput['now']): string {
    return this.of([...this.chosen.values()], now);
  }

  private of(domains: readonly FailureDomain[], now: WhatIfPageInput['now']): string {
    const href = whatIfHref(domains);
    if (now === 'from-everything-up') return href;
    return `${href}${href.includes('?') ? '&' : '?'}now=1`;
  }
}

function choices({ text }: Frame, { fleet, domains, now }: WhatIfPageInput, links: Links): Html {
  const offered: readonly FailureDomain[] = [
    ...[...fleet.feeds.keys()].slice(0, FEEDS_OFFERED).map((id) => ({ level: 'feed', id }) as const),
    ...[...fleet.domains.values()]
      .slice(0, FEEDS_OFFERED)
      .map(({ id, kind }) => ({ level: 'custom', id, kind }) as const),
  ];
  const isOffered = new Set(offered.map(domainText));
  const all = [...offered, ...domains.filter((domain) => !isOffered.has(domainText(domain)))];
  const other = now === 'from-everything-up' ? 'on-top-of-what-is-down' : 'from-everything-up';
  return html`<ul class="chips">
    ${all.map(
      (domain) =>
        html`<li>
          <a href="${links.toggled(domain)}" aria-current="${String(links.has(domain))}"
            >${links.has(domain) ? '×' : '+'} ${domainText(domain)}</a
          >
        </li>`,
    )}
    <li>
      <a href="${links.withNow(other)}" aria-current="${String(now === 'on-top-of-what-is-down')}"
        >${text.whatIf.now}</a
      >
    </li>
    ${domains.length === 0 ? null : html`<li><a href="/what-if">${text.whatIf.clear}</a></li>`}
  </ul>`;
}

function answer(frame: Frame, loss: WhatIf): Html {
  const { text } = frame;
  const counts = outcomes
    .map(
      (outcome) => [outcome, loss.services.filter((service) => service.outcome === outcome).length] as const,
    )
    .filter(([, count]) => count > 0)
    .reverse();
  const hit = loss.services.filter(({ outcome }) => outcome !== 'ok');
  return html`
    <p class="${hit.length === 0 ? 'fine' : 'alarm'}">
      <b>${text.whatIf.hostsDown(loss.lostHosts.length + loss.alreadyDown.length)}</b>
      ${counts.map(
        ([outcome, count]) =>
          html` <span class="tag ${outcome}"
            >${outcomeMarks[outcome]} ${text.whatIf.counts(count, text.outcomes[outcome])}</span
          >`,
      )}
    </p>
    ${hit.length === 0 ? null : impactTable(frame, hit)}
    <div class="columns">
      <section class="panel" aria-labelledby="owners">
        <h2 id="owners">${text.whatIf.owners}</h2>
        ${loss.owners.length === 0 ? html`<p>${text.none}</p>` : null}
        <ul class="lines">
          ${loss.owners.map(
            ({ owner, services, hosts }) =>
              html`<li>
                <b>${owner ?? text.nobody}</b>:
                ${services.length === 0 ? text.hosts(hosts.length) : services.join(', ')}
              </li>`,
          )}
        </ul>
      </section>
      <section class="panel" aria-labelledby="start-up">
        <h2 id="start-up">${text.whatIf.startUp}</h2>
        <ol class="lines">
          ${loss.startUp.slice(0, TURNS_SHOWN).map(({ hosts }) => html`<li>${startUpTurn(hosts)}</li>`)}
        </ol>
      </section>
    </div>
  `;
}

/** A site of thousands has as many; the download names all. */
function startUpTurn(hosts: readonly HostId[]): Html {
  const more = hosts.length - TURN_HOSTS;
  return html`${joined(hosts.slice(0, TURN_HOSTS).map(hostLink))}${more > 0 ? ` +${more}` : ''}`;
}

function impactTable({ text }: Frame, services: readonly ServiceImpact[]): Html {
  const more = services.length - IMPACTS_SHOWN;
  return html`${stackingTable(
    text.column.service,
    [
      { name: text.column.state },
      { name: text.column.service },
      { name: text.column.owner, cue: text.column.owner },
      { name: text.campaigns.detail },
    ],
    services
      .slice(0, IMPACTS_SHOWN)
      .map(({ outcome, service, owner, left, instances, minimum, path, primaryLost }) => [
        html`<span class="tag ${outcome}">${outcomeMarks[outcome]} ${text.outcomes[outcome]}</span>`,
        html`<b>${service}</b>`,
        owner ?? text.nobody,
        html`${path.length === 0 ? text.whatIf.left(left, instances, minimum) : text.whatIf.needs(path.slice(1).join(' → '))}
        ${primaryLost === 'none' ? null : html`<span class="fold">${text.whatIf.primaryLost[primaryLost]}</span>`}`,
      ]),
  )}${more > 0 ? html`<p class="note">${text.whatIf.moreServices(more)}</p>` : null}`;
}

function worstLosses({ text }: Frame, worst: readonly RankedLoss[], links: Links): Html | null {
  if (worst.length === 0) return null;
  return html`<section class="panel" aria-labelledby="worst">
    <h2 id="worst">${text.whatIf.worst}</h2>
    <ol class="lines">
      ${worst.map(({ domain, hosts, down, quorumLost, dragged, belowMinimum }) => {
        const stopped = down + quorumLost + dragged;
        const parts = [text.hosts(hosts), text.whatIf.stops(stopped), text.whatIf.weakens(belowMinimum)];
        return html`<li>
          <a href="${links.toggled(domain)}">${domainText(domain)}</a> <small>${parts.join(', ')}</small>
        </li>`;
      })}
    </ol>
  </section>`;
}

/** What the colours of the map say. */
function mapLegend({ text }: Frame, { services }: WhatIf): Html | null {
  if (services.every(({ outcome }) => outcome === 'ok')) return null;
  return html`<ul class="legend">
    ${outcomes.map(
      (outcome) =>
        html`<li class="${outcome === 'ok' ? 'standing' : outcome} tag">
          ${outcomeMarks[outcome]} ${text.outcomes[outcome]}
        </li>`,
    )}
  </ul>`;
}

function map({ text }: Frame, { fleet, loss }: WhatIfPageInput, links: Links): Html {
  const down = new Set<HostId>([...loss.lostHosts, ...loss.alreadyDown]);
  const outcomeOf = new Map<ServiceId, Outcome>(
    loss.services.map(({ service, outcome }) => [service, outcome]),
  );
  const worstOf = (host: Host): Outcome =>
    servicesOf(fleet, host.id)
      .map(({ id }) => outcomeOf.get(id) ?? 'ok')
      .reduce<Outcome>((worst, one) => (outcomeRank(one) > outcomeRank(worst) ? one : worst), 'ok');
  const isLarge = fleet.hosts.size > MANY_HOSTS;
  return html`<div class="map${isLarge ? html` dense` : null}">
    ${rackPictures(fleet, {
      form: isLarge ? 'cells' : 'units',
      unit: (host) => {
        if (down.has(host.id)) return { className: 'down', note: `${text.outcomes.down} ×` };
        const outcome = worstOf(host);
        return {
          className: outcome === 'ok' ? 'standing' : outcome,
          note: outcome === 'ok' ? '' : text.outcomes[outcome],
        };
      },
      hostHref: ({ id }) => links.toggled({ level: 'host', id }),
      heading: (domain, name) => {
        const isLost = links.has(domain);
        const label = isLost ? text.whatIf.remove(domainText(domain)) : text.whatIf.add(domainText(domain));
        return html`<a href="${links.toggled(domain)}" aria-label="${label}"
          >${isLost ? '× ' : ''}${name}</a
        >`;
      },
      words: text.racks,
    })}
  </div>`;
}
