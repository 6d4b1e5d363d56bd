// The console's pages over a fleet in memory: what they say, and that nothing hostile gets through.
import { describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../../src/adapters/http/http-server.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';
import type { JournalEntry } from '../../../src/ports/store.ts';
import type { Language } from '../../../src/views/text/language.ts';
import { hostileFleet } from '../../fakes/hostile-fleet.ts';
import { runningCampaign, samplePeople } from '../../fakes/sample-campaign.ts';
import { consoleNow, sampleReader } from '../../fakes/sample-console.ts';
import { openReport } from '../../fakes/sample-incident.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';

const campaign = runningCampaign();
const incidents = [openReport.incident];

const journal: readonly JournalEntry[] = [
  {
    seq: 1,
    at: consoleNow,
    actor: '<script>alert(1)</script>' as PersonId,
    campaign: campaign.id,
    event: { kind: 'stop-switch-set', by: samplePeople.requester, reason: '<script>alert(2)</script>' },
    prevHash: '0'.repeat(64),
    hash: 'a'.repeat(64),
  },
];

function asker(fleet: Fleet, language: Language = 'en'): (path: string) => Promise<Response> {
  const reader = sampleReader(fleet, { campaigns: [campaign], incidents, journal });
  const app = createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [(routes) => addConsoleRoutes(routes, { reader, language, timeZone: 'Asia/Seoul', speed: 1 })],
  });
  return async (path) => app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
}

/** Every page; where a name is needed the fleet's own first one is put in. */
const pages = [
  '/',
  '/services',
  '/services?level=rack',
  '/findings',
  '/findings?severity=critical&suggest=1',
  '/what-if',
  '/what-if?lose=RACK',
  '/what-if?lose=RACK&now=1&lose=rack:nowhere',
  '/forecast',
  '/calendar',
  '/campaigns',
  `/campaigns/${campaign.id}`,
  '/incidents',
  `/incidents/${openReport.incident.id}`,
  '/hosts/HOST',
  '/journal',
];

function named(path: string, fleet: Fleet): string {
  const [rack = ''] = fleet.racks.keys();
  const [host = ''] = fleet.hosts.keys();
  return path.replace('RACK', encodeURIComponent(`rack:${rack}`)).replace('HOST', encodeURIComponent(host));
}

describe('every page', () => {
  it.each(pages.flatMap((path) => (['en', 'ko'] as const).map((language) => [path, language] as const)))(
    '%s is a whole document in %s, without anything from elsewhere',
    async (path, language) => {
      const answer = await asker(sampleFleet(), language)(named(path, sampleFleet()));
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
    const text = await (await asker(hostileFleet())(named(path, hostileFleet()))).text();
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

describe('what if', () => {
  const ask = asker(sampleFleet());

  it('says what the loss of the rack of seventeen does, and can be shared', async () => {
    const text = await (await ask('/what-if?lose=rack:r12')).text();
    expect(text).toContain('17 hosts down');
    expect(text).toContain('Start again in this order');
    // The rack itself is a link back to nothing lost; every other rack is added to it.
    expect(text).toMatch(/href="\/what-if" aria-label="Keep rack:r12"/);
    expect(text).toContain('/what-if?lose=rack%3Ar12&amp;lose=rack%3Ar13');
  });

  it('leaves out what does not exist, and says so', async () => {
    const text = await (await ask('/what-if?lose=rack:r99&lose=moon:1&lose=hypervisor:web-01')).text();
    expect(text).toContain('There is no rack:r99 in this inventory');
    expect(text).toContain('There is no moon:1');
    expect(text).toContain('There is no hypervisor:web-01');
  });

  it('gives no program an answer to another question', async () => {
    const answer = await ask('/what-if.json?lose=rack:r12&lose=hypervisor:web-01');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toMatch(
      /^lose=hypervisor:web-01: not in this inventory; expected LEVEL:NAME/,
    );
  });

  it('bounds what an address may ask', async () => {
    const query = Array.from({ length: 5_000 }, (_, index) => `lose=host:h${index}`).join('&');
    expect((await ask(`/what-if?${query}`)).status).toBe(200);
  });

  it('answers a program with the same loss', async () => {
    const answer = (await (await ask('/what-if.json?lose=rack:r12')).json()) as { lostHosts: unknown[] };
    expect(answer.lostHosts).toHaveLength(17);
  });
});

describe('records', () => {
  const ask = asker(sampleFleet());

  it('show why a host of a running campaign waits', async () => {
    expect(await (await ask(`/campaigns/${campaign.id}`)).text()).toContain('the stop switch is set');
  });

  it('name what is back and does not serve, with its figure', async () => {
    const text = await (await ask(`/incidents/${openReport.incident.id}`)).text();
    expect(text).toContain('store-db, replication: 1,412 s behind');
    expect(text).toContain('1 down, 2 back and not serving, 1 serving');
  });

  it.each([
    '/campaigns/nowhere',
    '/incidents/nowhere',
    '/incidents/nowhere.json',
    '/hosts/nowhere',
    '/hosts/nowhere.json',
    '/campaigns/nowhere.json',
  ])('%s is not there, and says so', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it.each(['0', '-1', 'x', '9999999999999999999'])('do not mind an audit trail before %s', async (before) => {
    expect((await ask(`/journal?before=${before}`)).status).toBe(200);
  });
});
