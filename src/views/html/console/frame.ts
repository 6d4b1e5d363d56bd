// What every page of the console has around it: where one is, what else there is, how old it is. Every page is whole
// without a script; the script only fetches it again when something has happened.

import type { Instant } from '../../../core/brand.ts';
import type { PersonId } from '../../../core/fleet/ids.ts';
import type { Catalogue } from '../../text/en.ts';
import type { ConsoleText } from '../../text/en/console.ts';
import type { Language } from '../../text/language.ts';
import { instantText } from '../../terminal/time-text.ts';
import { html, type Html } from '../html-text.ts';

export type Section = keyof ConsoleText['sections'];

/** What all pages are made with. */
export type Frame = {
  readonly language: Language;
  readonly text: ConsoleText;
  /** The words that the console shares with Slack. */
  readonly words: Catalogue;
  /** IANA name of the zone that instants are shown in. */
  readonly timeZone: string;
  readonly now: Instant;
  /** How much faster than ours the daemon's time runs: 1 but in the demo. */
  readonly speed: number;
  /** What the chat calls a person, where that is known; person-text.ts shows people. */
  readonly nameOf: (person: PersonId) => string | null;
};

export type Page = {
  readonly section: Section;
  readonly title: string;
  /** One line below the title. */
  readonly intro?: Html | string;
  readonly main: Html;
  /** The same as a program or a spreadsheet would want it. */
  readonly downloads: readonly Download[];
};

export type Download = { readonly href: string; readonly format: 'CSV' | 'JSON' };

const places: Readonly<Record<Section, string>> = {
  fleet: '/',
  services: '/services',
  findings: '/findings',
  'what-if': '/what-if',
  forecast: '/forecast',
  calendar: '/calendar',
  campaigns: '/campaigns',
  incidents: '/incidents',
  journal: '/journal',
};

export function instant(frame: Frame, at: Instant): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${instantText(at, frame.timeZone)}</time>`;
}

/** The whole document. */
export function framed(frame: Frame, page: Page): string {
  const { text, language, speed } = frame;
  const sections = Object.entries(text.sections) as readonly (readonly [Section, string])[];
  const document = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · Stagger</title>
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/console.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">${text.skip}</a>
        <header class="top">
          <a class="brand" href="/">${logo}Stagger</a>
          <nav aria-label="${text.navigation}">
            ${sections.map(
              ([section, name]) =>
                html`<a href="${places[section]}" ${section === page.section ? current : null}>${name}</a>`,
            )}
          </nav>
          <p class="now">
            ${speed === 1 ? null : html`<span class="speed">${text.speed(speed)}</span>`}
            <span class="live" id="live" hidden>${text.live}</span>
          </p>
        </header>
        <p class="lost" id="lost" role="alert" hidden>${text.lost}</p>
        <main id="main" tabindex="-1">
          <div class="head">
            <div>
              <h1>${page.title}</h1>
              ${page.intro === undefined ? null : html`<p class="note">${page.intro}</p>`}
            </div>
            <div class="meta">
              <span>${asOf(frame)}</span>
              ${downloads(frame, page.downloads)}
            </div>
          </div>
          ${page.main}
        </main>
      </body>
    </html> `;
  return document.markup;
}

function downloads({ text }: Frame, given: readonly Download[]): Html | null {
  if (given.length === 0) return null;
  return html`<ul aria-label="${text.download}">
    ${given.map(
      ({ href, format }) =>
        html`<li><a href="${href}" aria-label="${text.downloadAs(format)}">${format}</a></li>`,
    )}
  </ul>`;
}

/** `path` with each ending. */
export function bothFormats(path: string, query = ''): readonly Download[] {
  return [
    { href: `${path}.csv${query}`, format: 'CSV' },
    { href: `${path}.json${query}`, format: 'JSON' },
  ];
}

/** Bars that begin one after the other: what the product does. */
const logo = html`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
  <rect x="1" y="2" width="9" height="4" rx="1.5" />
  <rect x="5" y="8" width="9" height="4" rx="1.5" />
  <rect x="10" y="14" width="9" height="4" rx="1.5" />
</svg>`;

const current = html`aria-current="page"`;

function asOf(frame: Frame): Html {
  const [before = '', after = ''] = frame.text.asOf('\u0000').split('\u0000');
  return html`${before}${instant(frame, frame.now)}${after}`;
}
