// The console's pages over a fleet in memory: what they say, and that nothing hostile gets through.
import { describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../../src/adapters/http/http-server.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { Language } from '../../../src/views/text/language.ts';
import { hostileFleet } from '../../fakes/hostile-fleet.ts';
import { runningCampaign } from '../../fakes/sample-campaign.ts';
import { sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';

function asker(fleet: Fleet, language: Language = 'en'): (path: string) => Promise<Response> {
  const reader = sampleReader(fleet, { campaigns: [runningCampaign()] });
  const app = createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [(routes) => addConsoleRoutes(routes, { reader, language, timeZone: 'Asia/Seoul' })],
  });
  return async (path) => app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
}

const pages = ['/'];

describe('every page', () => {
  it.each(pages.flatMap((path) => (['en', 'ko'] as const).map((language) => [path, language] as const)))(
    '%s is a whole document in %s, without anything from elsewhere',
    async (path, language) => {
      const answer = await asker(sampleFleet(), language)(path);
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).toMatch(/<h1>[^<]+<\/h1>/);
      expect(text).toContain('aria-current="page"');
      expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      // The policy forbids both, so they would silently do nothing.
      expect(text).not.toMatch(/\sstyle="|\son\w+="/);
      expect(text).not.toMatch(/\[object|undefined|NaN/);
    },
  );

  it.each(pages)('%s shows hostile names as text', async (path) => {
    const text = await (await asker(hostileFleet())(path)).text();
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('" onmouseover');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });
});

describe('the fleet', () => {
  const ask = asker(sampleFleet());

  it('says the days and a mark beside each colour', async () => {
    const text = await (await ask('/')).text();
    expect(text).toMatch(/<li class="overdue">[\s\S]*?203 d !/);
    expect(text).toMatch(/<li class="fresh">[\s\S]*?12 d ·/);
    expect(text).toContain('unreachable ×');
  });

  it('makes the hosts that do not match faint, and says how many match', async () => {
    const text = await (await ask('/?service=db-proxy')).text();
    expect(text).toContain('2 of ');
    expect(text.match(/class="[a-z-]+ faint"/g)?.length).toBeGreaterThan(10);
  });

  it('does not mind a state that does not exist', async () => {
    expect((await ask('/?state=%3Cscript%3E')).status).toBe(200);
  });

  it('comes as a table of the same hosts', async () => {
    const answer = await ask('/hosts.csv');
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(sampleFleet().hosts.size + 1);
    const { schema, hosts } = (await (await ask('/hosts.json')).json()) as {
      schema: string;
      hosts: unknown[];
    };
    expect(schema).toBe('stagger/hosts/1');
    expect(hosts).toHaveLength(sampleFleet().hosts.size);
  });
});
