// The demo's one page: workspace and console side by side, the guide above them, and the scenarios. It is whole without
// a script, which only keeps guide and results current, moves the handle and starts a scenario without a new page.

import type { Instant } from '../core/brand.ts';
import { instantText } from '../views/terminal/time-text.ts';
import type { Language } from '../views/text/language.ts';
import { html, type Html } from '../views/html/html-text.ts';
import type { DemoText } from './demo-text.ts';
import { demoTexts } from './demo-texts.ts';
import type { GuideHint, GuideStep } from './guide.ts';
import type { Progress } from './scenario-progress.ts';
import { scenarioIds, type ScenarioId } from './scenarios.ts';

/** What has become of a scenario, and where it can be seen. */
export type ScenarioView =
  | {
      readonly kind: 'begun';
      readonly progress: Progress;
      /** Of the message, on this origin; null before it is posted. */
      readonly messagePath: string | null;
    }
  | { readonly kind: 'refused'; readonly why: keyof DemoText['scenarios']['notNow'] };

export type SideBySideView = {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Instant;
  readonly speed: number;
  /** Where the two windows are. */
  readonly workspacePath: string;
  readonly consoleUrl: string;
  readonly steps: readonly GuideStep[];
  /** What the step that is next needs besides. */
  readonly hint: GuideHint | null;
  readonly scenarios: ReadonlyMap<ScenarioId, ScenarioView>;
  /** The one that was started last. */
  readonly latest: ScenarioId | null;
};

/** The parts that change, by the id of the element whose content they are. */
export function changingParts(view: SideBySideView): Readonly<Record<string, string>> {
  const results = scenarioIds.map((id) => [`result-${id}`, result(view, id).markup] as const);
  return {
    'guide-title': guideTitle(view).markup,
    'guide-steps': guideSteps(view).markup,
    news: view.latest === null ? '' : result(view, view.latest).markup,
    ...Object.fromEntries(results),
  };
}

export function sideBySideHtml(view: SideBySideView): string {
  const { language, consoleUrl, workspacePath } = view;
  const text = demoTexts[language];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${text.title}</title>
        <link rel="stylesheet" href="/demo/page.css" />
        <script type="module" src="/demo/page-client.js"></script>
      </head>
      <body data-failed="${text.scenarios.failed}">
        <header>
          <h1>${text.title}</h1>
          <p class="clock">${clock(view, text)}</p>
          <details class="scenarios" id="scenarios">
            <summary>${text.scenarios.title}</summary>
            <div class="panel">
              <p>${text.scenarios.intro}</p>
              ${scenarioIds.map((id) => scenario(view, id))}
            </div>
          </details>
        </header>
        <main>
          <details class="guide" id="guide" open>
            <summary id="guide-title">${guideTitle(view)}</summary>
            <div id="guide-steps">${guideSteps(view)}</div>
          </details>
          <p id="news" role="status">${view.latest === null ? null : result(view, view.latest)}</p>
          <nav class="tabs" aria-label="${text.title}">
            <button type="button" aria-pressed="true" data-show="workspace">${text.windows.workspace}</button>
            <button type="button" aria-pressed="false" data-show="console">${text.windows.console}</button>
          </nav>
          <div class="windows" id="windows" data-shown="workspace">
            ${pane('workspace', workspacePath, text)}
            <div
              id="handle"
              role="separator"
              tabindex="0"
              aria-label="${text.split}"
              aria-controls="workspace-window"
              aria-orientation="vertical"
              aria-valuemin="25"
              aria-valuemax="75"
              aria-valuenow="50"
            ></div>
            ${pane('console', consoleUrl, text)}
          </div>
        </main>
      </body>
    </html> `.markup;
}

function pane(name: 'workspace' | 'console', href: string, text: DemoText): Html {
  return html`<section id="${name}-window" aria-label="${text.windows[name]}">
    <p class="bar"><b>${text.windows[name]}</b> <a href="${href}" target="_blank">${text.alone}</a></p>
    <iframe name="${name}" src="${href}" title="${text.windows[name]}"></iframe>
  </section>`;
}

function clock({ now, timeZone, speed, language }: SideBySideView, text: DemoText): Html {
  return html`${text.clock}
    <time
      id="clock"
      data-at="${now}"
      data-speed="${speed}"
      data-zone="${timeZone}"
      data-language="${language}"
      datetime="${new Date(now).toISOString()}"
      >${instantText(now, timeZone)}</time
    >
    <span>${timeZone}</span>
    <b>${text.faster(speed)}</b>`;
}

function guideTitle({ steps, language }: SideBySideView): Html {
  const done = steps.filter(({ state }) => state === 'done').length;
  return html`${demoTexts[language].guide.title(done, steps.length)}`;
}

const marks: Readonly<Record<GuideStep['state'], string>> = { done: '✓', passed: '–', now: '→', later: '' };

function guideSteps({ steps, hint, language }: SideBySideView): Html {
  const { guide } = demoTexts[language];
  const isOver = !steps.some(({ state }) => state === 'now');
  return html`<ol>
      ${steps.map(({ id, state }, index) => {
        const [name, how] = guide.steps[id];
        return html`<li class="${state}" ${state === 'now' ? html`aria-current="step"` : null}>
          <b data-step="${index + 1}"
            >${name} <span class="mark" aria-hidden="true">${marks[state]}</span
            ><span class="unseen">(${guide.states[state]})</span></b
          >
          <span class="how">${state === 'now' && hint !== null ? guide.hints[hint] : how}</span>
        </li>`;
      })}
    </ol>
    ${isOver ? html`<p>${guide.over}</p>` : null}`;
}

function scenario(view: SideBySideView, id: ScenarioId): Html {
  const [name, what] = demoTexts[view.language].scenarios.names[id];
  return html`<form method="post" action="/demo/scenarios/${id}">
    <button aria-describedby="what-${id}">${name}</button>
    <p id="what-${id}">${what}</p>
    <p class="result" id="result-${id}">${result(view, id)}</p>
  </form>`;
}

function result(view: SideBySideView, id: ScenarioId): Html {
  const text = demoTexts[view.language].scenarios;
  const seen = view.scenarios.get(id);
  if (seen === undefined) return html``;
  const [name] = text.names[id];
  if (seen.kind === 'refused') return html`<b>${name}:</b> ${text.notNow[seen.why]}`;
  const inConsole = consolePath(seen.progress);
  return html`<b>${name}:</b> ${text.progress(seen.progress)}
    ${seen.messagePath === null ? null : html`<a href="${seen.messagePath}" target="workspace">${text.inChannel}</a>`}
    ${
      inConsole === null
        ? null
        : html`<a href="${new URL(inConsole, view.consoleUrl).href}" target="console">${text.inConsole}</a>`
    }`;
}

function consolePath(progress: Progress): string | null {
  if ('incident' in progress) return `/incidents/${encodeURIComponent(progress.incident)}`;
  if ('campaign' in progress) return `/campaigns/${encodeURIComponent(progress.campaign)}`;
  return progress.kind === 'unnoticed' ? '/' : null;
}
