// The page with the demo's scenarios: a button each, what it did, and the demo's own clock, so that nobody takes
// accelerated time for real time. Without script; it reads itself anew every few seconds.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../ports/clock.ts';
import { htmlText } from '../views/html/html-text.ts';
import { instantText } from '../views/terminal/time-text.ts';
import { scenarioIds, startScenario, type ScenarioId, type ScenarioWorld } from './scenarios.ts';
import type { PageHandler } from './workspace/workspace.ts';

type Language = 'en' | 'ko';

const texts = {
  en: {
    title: 'Scenarios',
    back: 'To the channel',
    link: (speed: number) => `Scenarios: what can go wrong (time runs ${speed}×)`,
    clock: (at: string, speed: number) => `Demo time: ${at}. It runs ${speed} times as fast as yours.`,
    buttons: {
      'power-loss': ['Power loss', 'The story’s rack goes dark: seventeen servers at once.'],
      'never-returns': [
        'A host that never returns',
        'The next host of the plan stays down after its reboot.',
      ],
      'lagging-replica': ['A lagging replica', 'The next host with gates is up long before it serves.'],
      drift: ['Drift after a reboot', 'The next host comes back with a unit that fails.'],
      campaign: ['A full campaign', 'Proposes everything that is due.'],
    },
  },
  ko: {
    title: '시나리오',
    back: '채널로',
    link: (speed: number) => `시나리오: 일어날 수 있는 일들 (시간은 ${speed}배)`,
    clock: (at: string, speed: number) => `데모 시간: ${at}. 실제보다 ${speed}배 빠르게 흐릅니다.`,
    buttons: {
      'power-loss': ['전원 상실', '이야기 속 랙이 꺼집니다. 서버 열일곱 대가 한꺼번에.'],
      'never-returns': ['돌아오지 않는 호스트', '계획의 다음 호스트가 재시작 뒤 켜지지 않습니다.'],
      'lagging-replica': ['뒤처진 복제본', '게이트가 있는 다음 호스트가 켜진 뒤 한참 서비스하지 못합니다.'],
      drift: ['재시작 후 달라진 호스트', '다음 호스트에서 유닛 하나가 실패합니다.'],
      campaign: ['캠페인 한 번', '때가 된 모든 호스트의 계획을 올립니다.'],
    },
  },
} as const;

const style = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 42rem; margin: 0 auto; padding: 1rem }
button { font: inherit; font-weight: 600; padding: 0.4rem 0.9rem; border-radius: 0.4rem; border: 1px solid; cursor: pointer }
form p { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: baseline }
`;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** What leads to the page, from where people are. */
export function scenarioLinkText(language: Language, speed: number): string {
  return texts[language].link(speed);
}

export type ScenarioPageOptions = {
  readonly world: ScenarioWorld;
  readonly clock: Clock;
  readonly speed: number;
  readonly timeZone: string;
  readonly language: Language;
};

/** Only a page of this machine's own may press: the browser names where a form was sent from. */
function isOwn({ headers: { host = '', origin } }: IncomingMessage): boolean {
  const named = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return named && (origin === undefined || origin === `http://${host}`);
}

/** Serves `/scenarios`, and a POST to `/scenarios/ID`. */
export function scenarioPages(options: ScenarioPageOptions): PageHandler {
  const { world, language } = options;
  let last = '';
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname !== '/scenarios' && !pathname.startsWith('/scenarios/')) return false;
    if (!isOwn(request)) response.writeHead(403, headers).end();
    else if (pathname === '/scenarios/page.css')
      response.writeHead(200, { ...headers, 'content-type': 'text/css; charset=utf-8' }).end(style);
    else if (request.method === 'POST') {
      const id = scenarioIds.find((each) => pathname === `/scenarios/${each}`);
      if (id === undefined) response.writeHead(404, headers).end();
      else
        startScenario(id, world)
          .then(({ what }) => {
            last = what[language];
            response.writeHead(303, { ...headers, location: '/scenarios' }).end();
          })
          .catch(() => response.writeHead(500, headers).end());
    } else page(response, last, options);
    return true;
  };
}

function page(response: ServerResponse, last: string, options: ScenarioPageOptions): void {
  const { clock, speed, timeZone, language } = options;
  const text = texts[language];
  const buttons = scenarioIds.map((id) => buttonHtml(id, text.buttons[id])).join('\n');
  response.writeHead(200, headers).end(`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>${text.title}</title>
<link rel="stylesheet" href="/scenarios/page.css">
</head>
<body>
<main>
<h1>${text.title}</h1>
<p>${htmlText(text.clock(instantText(clock.now(), timeZone), speed))}</p>
<p role="status"><b>${htmlText(last)}</b></p>
${buttons}
<p><a href="/">${text.back}</a></p>
</main>
</body>
</html>
`);
}

function buttonHtml(id: ScenarioId, [name, what]: readonly [string, string]): string {
  return `<form method="post" action="/scenarios/${id}"><p><button>${htmlText(name)}</button> ${htmlText(what)}</p></form>`;
}
