import { expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../../src/adapters/http/http-server.ts';
import { sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';

const ask = (language: 'en' | 'ko', accept: string) =>
  createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [
      (app) =>
        addConsoleRoutes(app, {
          reader: sampleReader(sampleFleet(), {}),
          language,
          timeZone: 'UTC',
          speed: 1,
        }),
    ],
  }).request('http://127.0.0.1/nowhere', { headers: { host: '127.0.0.1', accept } });

it('answers an unknown address with a page in the reader’s language and a way back, a program with a line', async () => {
  for (const [language, says] of [
    ['en', 'There is no such page.'],
    ['ko', '이 주소에는 페이지가 없습니다.'],
  ] as const) {
    const answer = await ask(language, 'text/html,*/*');
    expect(answer.status).toBe(404);
    const text = await answer.text();
    expect(text).toContain(says);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toMatch(/<p><a href="\/">/);
  }
  const plain = await ask('en', '*/*');
  expect([plain.status, await plain.text()]).toEqual([404, 'there is no such page\n']);
});
