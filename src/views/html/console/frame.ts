// What every page of the console has around it: where one is, what else there is, how old it is. Every page is whole
// without a script; the script only fetches it again when something has happened.

import type { Instant } from '../../../core/brand.ts';
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
};

export type Page = {
  readonly section: Section;
  readonly title: string;
  readonly main: Html;
  /** The same as a program would want it; `name` is what the link says. */
  readonly downloads: readonly { readonly href: string; readonly name: string }[];
};

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
  const { text, language } = frame;
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
        <header>
          <a class="brand" href="/">Stagger</a>
          <nav aria-label="${text.navigation}">
            ${sections.map(
              ([section, name]) =>
                html`<a href="${places[section]}" ${section === page.section ? current : null}>${name}</a>`,
            )}
          </nav>
          <p class="live" id="live" hidden>${text.live}</p>
        </header>
        <p class="lost" id="lost" role="alert" hidden>${text.lost}</p>
        <main id="main" tabindex="-1">
          <h1>${page.title}</h1>
          ${page.main}
          <footer>
            <p>${asOf(frame)}</p>
            ${
              page.downloads.length === 0
                ? null
                : html`<p>
                    ${text.download}:
                    ${page.downloads.map(({ href, name }) => html`<a href="${href}">${name}</a> `)}
                  </p>`
            }
          </footer>
        </main>
      </body>
    </html> `;
  return document.markup;
}

const current = html`aria-current="page"`;

function asOf(frame: Frame): Html {
  const [before = '', after = ''] = frame.text.asOf('\u0000').split('\u0000');
  return html`${before}${instant(frame, frame.now)}${after}`;
}
