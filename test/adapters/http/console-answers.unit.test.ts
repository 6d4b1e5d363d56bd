// What each page of the console answers, asked by its address as a person's browser would ask.
import { describe, expect, it } from 'vitest';
import { addConsoleRoutes } from '../../../src/adapters/http/console-routes.ts';
import { createHttpApp } from '../../../src/adapters/http/http-server.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/brand.ts';
import type { CampaignHold } from '../../../src/core/campaign/holds.ts';
import type { StartBlock } from '../../../src/core/campaign/start-conditions.ts';
import type { Fleet } from '../../../src/core/fleet/fleet.ts';
import type { BootId, CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import { unobserved } from '../../../src/core/fleet/snapshot.ts';
import { auditPlacement } from '../../../src/core/placement/audit.ts';
import type { ConsoleReader } from '../../../src/ports/console-reader.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { largeFleet } from '../../bench/large-fleet.ts';
import { sampleFacts } from '../../fakes/sample-events.ts';
import { consoleCampaigns } from '../../fakes/sample-console-campaigns.ts';
import { consoleNow, sampleReader } from '../../fakes/sample-console.ts';
import { sampleFleet } from '../../fakes/sample-fleet.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { alwaysOpen } from '../../fakes/planning-fleet.ts';
import { silentLog } from '../../fakes/silent-log.ts';

type Given = Partial<Parameters<typeof sampleReader>[1]> & {
  readonly fleet?: Fleet;
  readonly speed?: number;
  readonly reader?: Partial<ConsoleReader>;
};

function asker({ fleet = sampleFleet(), speed = 1, reader: instead, ...given }: Given = {}): (
  path: string,
) => Promise<string> {
  const reader = { ...sampleReader(fleet, { campaigns: consoleCampaigns, ...given }), ...instead };
  const app = createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [(routes) => addConsoleRoutes(routes, { reader, language: 'en', timeZone: 'Asia/Seoul', speed })],
  });
  return async (path) => {
    const answer = await app.request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
    expect(answer.status).toBe(200);
    return (await answer.text()).replace(/\s+/g, ' ').replace(/ >/g, '>');
  };
}

const { findings } = auditPlacement(sampleFleet(), consoleNow);
const [first] = findings;
if (first === undefined) throw new Error('the sample fleet has no finding');

const waived: Fleet = {
  ...sampleFleet(),
  waivers: [
    {
      code: first.code,
      subject: first.subject,
      reason: 'moves in spring <b>',
      by: 'slack:T0STAGGER/U0APPROVER',
      untilAt: consoleNow + 30 * DAY_MS,
    },
    { code: 'no-headroom', subject: 'service:gone', reason: 'old', by: 'me', untilAt: consoleNow + DAY_MS },
  ],
};

describe('the first page', () => {
  it('begins with what is wrong', async () => {
    const text = await asker({
      holds: [{ kind: 'set', cause: { kind: 'stop-switch' }, why: 'the stop switch is set: <storage>' }],
      leftOut: new Map([['web-01' as HostId, { campaign: 'c-1' as CampaignId, sinceAt: consoleNow }]]),
      fleet: { ...sampleFleet(), unreadFreezes: [{ id: 'holidays', why: 'no such file' }] },
    })('/');
    const alarms = [...text.matchAll(/<p class="(?:alarm|caution)">(.*?)<\/p>/g)].map(([, line]) => line);
    expect(alarms).toHaveLength(3);
    expect(alarms[0]).toContain('the stop switch is set: &lt;storage&gt;');
    expect(alarms[1]).toContain('stagger put-back web-01');
    expect(alarms[2]).toContain('holidays cannot be read, so nothing is rebooted: no such file');
    expect(text.indexOf('alarm')).toBeLessThan(text.indexOf('class="tiles"'));
  });

  it('says until when a window is open, and next only of one that is not', async () => {
    const opening = async (startMinute: number, durationMinutes: number): Promise<string> => {
      const window = { ...alwaysOpen, startMinute, durationMinutes };
      const host = { zone: 'z', windows: [window] };
      const text = await asker({ campaigns: [], fleet: buildFleet({ hosts: { host } }) })('/');
      return /campaigns open <small>(.*?)<\/small>/.exec(text)?.[1]?.replace(/<.*?>/g, '') ?? '';
    };
    // It is 17:00.
    expect(await opening(16 * 60, 120)).toBe('window open until 2026-12-05 03:00 GMT+9');
    expect(await opening(18 * 60, 120)).toBe('next window 2026-12-05 03:00 GMT+9');
    expect(await opening(0, 24 * 60)).toBe('a window is open now');
  });

  it('says nothing of trouble where there is none', async () => {
    expect(await asker()('/')).not.toContain('class="alarm"');
  });

  it('counts what its marks count', async () => {
    const text = await asker()('/');
    const tile = /<b>(\d+)<\/b><span>hosts overdue/.exec(text);
    const marked = text.match(/<li class="overdue">/g)?.length ?? 0;
    // One of them is the legend's.
    expect(Number(tile?.[1])).toBe(marked - 1);
  });

  it('counts the same servers in its chart, its tiles and its marks, also while one of them reboots', async () => {
    const text = await asker()('/');
    const counted = (look: string): number =>
      Number(new RegExp(`<li class="${look}">.*?<b>(\\d+)</b>`).exec(text)?.[1] ?? 0);
    const table = /<details id="ages-table">.*?<\/details>/.exec(text)?.[0] ?? '';
    const rows = [...table.matchAll(/<tr><td>[^<]*<\/td>(.*?)<\/tr>/g)].map(([, cells = '']) =>
      [...cells.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, count]) => Number(count)),
    );
    const sum = (column: number): number => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
    expect(rows).toHaveLength(7);
    expect(counted('rebooting')).toBeGreaterThan(0);
    expect([sum(0), sum(1), sum(2)]).toEqual([
      counted('fresh') + counted('settled'),
      counted('due-soon'),
      counted('overdue'),
    ]);
  });

  it('says that time is not ours', async () => {
    expect(await asker({ speed: 60 })('/')).toContain('Demo: time runs 60×');
    expect(await asker()('/')).not.toContain('Demo:');
  });

  it('draws thousands of servers as cells, each with its name and age', async () => {
    const text = await asker({ fleet: largeFleet({ hosts: 1_000, services: 200 }) })('/');
    expect(text).toContain('class="map dense"');
    expect(text.match(/<a href="\/hosts\/[^"]+" title="[^"]+: [^"]+"><\/a>/g)).toHaveLength(1_000);
  });

  it('lists them in pages, in any order', async () => {
    const ask = asker({ fleet: largeFleet({ hosts: 1_000, services: 200 }) });
    const rows = (text: string): readonly string[] =>
      [...text.matchAll(/<td><a href="\/hosts\/([^"]+)"/g)].map(([, host = '']) => host);
    const [one, two] = [await ask('/?view=list&sort=host'), await ask('/?view=list&sort=host&page=2')];
    expect(rows(one)).toHaveLength(200);
    expect(rows(one)).toEqual([...rows(one)].sort());
    expect(rows(two)[0]! > rows(one).at(-1)!).toBe(true);
    expect(rows(await ask('/?view=list&page=999999'))).toHaveLength(200);
    expect(await ask('/?view=list&page=-1&sort=nothing')).toContain('<table>');
  });
});

describe('findings', () => {
  it('shows what was accepted apart, with who, why and until when', async () => {
    const text = await asker({ fleet: waived })('/findings');
    const [open = '', accepted = ''] = text.split('Accepted: 1');
    expect(accepted).toContain('moves in spring &lt;b&gt;');
    expect(accepted).toContain('<span title="slack:T0STAGGER/U0APPROVER">Ann &lt;Kim&gt;</span>');
    expect(accepted).toContain('2027-01-04');
    expect(accepted).toContain('service:gone');
    expect(open).not.toContain(first.message);
    expect(open.match(/<tr>/g)?.length).toBe(findings.length);
  });

  it('are chosen by the address, and so are the files', async () => {
    const ask = asker();
    const { owner } = first;
    const wanted = findings.filter((finding) => finding.owner === owner && finding.severity === 'critical');
    const address = `?severity=critical&owner=${owner ?? ''}`;
    const text = await ask(`/findings${address}`);
    expect(text.match(/class="critical-text"/g)).toHaveLength(wanted.length);
    expect(text).not.toContain('class="warning-text"');
    expect(text).toContain(`/findings.csv${address.replace('&', '&amp;')}`);
    const file = JSON.parse(await ask(`/findings.json${address}`)) as { findings: unknown[] };
    expect(file.findings).toHaveLength(wanted.length);
  });

  it('stand in the order asked for', async () => {
    const text = await asker()('/findings?sort=subject');
    const subjects = [...text.matchAll(/<td>((?:service|host):[^<]+)<span class="fold">/g)].map(
      ([, one = '']) => one,
    );
    expect(subjects.length).toBeGreaterThan(5);
    expect(subjects).toEqual([...subjects].sort());
  });
});

describe('the calendar', () => {
  it('has the campaigns of the last weeks, those that run, and those that wait', async () => {
    const text = await asker()('/calendar');
    for (const { id } of consoleCampaigns) expect(text).toContain(`/campaigns/${id}`);
    expect(text).toMatch(/<rect class="past"[^>]*> ?<title>c-20261128: done, 2026-11-28 02:00/);
    expect(text).toMatch(/<rect class="campaign"[^>]*> ?<title>c-20261205: running/);
    expect(text).toMatch(/<rect class="planned"[^>]*> ?<title>c-20261206: awaiting approval/);
  });

  it('says first that a freeze cannot be read', async () => {
    const unreadFreezes = [{ id: 'holidays', why: 'no such file' }];
    const text = await asker({ fleet: { ...sampleFleet(), unreadFreezes } })('/calendar');
    expect(text).toContain('<p class="alarm">Freeze holidays cannot be read');
  });

  it('has the freezes', async () => {
    const fromAt = consoleNow + DAY_MS;
    const freezes = [{ id: 'year-end', reason: 'nobody is there', fromAt, untilAt: fromAt + HOUR_MS }];
    const text = await asker({ fleet: { ...sampleFleet(), freezes } })('/calendar');
    expect(text).toMatch(/<rect class="freeze"/);
    expect(text).toContain('nobody is there');
  });
});

describe('a campaign', () => {
  it('says what came of it, and what was gone after the reboots', async () => {
    const text = await asker()('/campaigns/c-20261121');
    expect(text).toContain('<b>1 of 8</b>, 5 waiting, 1 failed, 1 skipped, 1 drifted');
    expect(text).toContain('40 min');
    expect(text).toMatch(/<b class="critical-text">mounts<\/b> \/data/);
    expect(text).toContain('no answer on port 22 for 15 min');
    expect(text).toContain('class="timeline"');
  });

  it('stands beside others by how long they took', async () => {
    const text = await asker()('/campaigns');
    expect(text).toContain('1 h 35 min');
    expect(text).toMatch(/<svg aria-hidden="true"[^>]*viewBox="0 0 960 210"/);
    expect(await asker({ campaigns: consoleCampaigns.slice(0, 3) })('/campaigns')).not.toContain(
      '<svg aria-hidden="true" xmlns',
    );
  });
});

it('a host says what a plan would do with it only when asked: each is a plan of the whole fleet', async () => {
  const ask = asker();
  expect(await ask('/hosts/web-01')).toContain('/hosts/web-01?explain=1#next');
  expect(await ask('/hosts/web-01?explain=1')).toContain('A plan made now would not have it.');
});

it('services of very many racks are told by the racks they stand in', async () => {
  const ask = asker({ fleet: largeFleet({ hosts: 2_000, services: 400 }) });
  const text = await ask('/services?level=rack');
  expect(text).toContain('Stands in, worst loss first');
  expect(text).not.toContain('class="matrix"');
  expect(await asker()('/services?level=rack')).toContain('class="matrix"');
});

it('of a late campaign expects nothing in the past, and of a held one no end', async () => {
  const running = consoleCampaigns.find(({ phase }) => phase.kind === 'running');
  const now = consoleNow + 5 * HOUR_MS;
  const ask = (holds: readonly CampaignHold[]) =>
    asker({ reader: { now: () => now, standing: () => Promise.resolve({ blocks: new Map(), holds }) } })(
      `/campaigns/${running?.id ?? ''}`,
    );
  const late = await ask([]);
  expect(late).toContain(catalogues.en.progress.whenFree);
  const expected = [...late.matchAll(/expected(?: end<\/dt> <dd>)? ?<time[^>]* datetime="([^"]+)"/gi)];
  expect(expected.length).toBeGreaterThan(1);
  for (const [, at] of expected) expect(Date.parse(at ?? '')).toBeGreaterThan(now);
  expect(await ask([{ kind: 'no-inventory' }])).not.toContain('Expected end');
});

it('of a plan that waits for approval says which hosts have rebooted since it was made', async () => {
  const waiting = consoleCampaigns.find(({ phase }) => phase.kind === 'awaiting-approval');
  const [step] = waiting?.document.plan.steps ?? [];
  if (waiting === undefined || step === undefined) throw new Error('no plan waits');
  const lastSeen = (bootId: BootId) => ({ at: consoleNow, facts: { ...sampleFacts, bootId } });
  const ask = (bootId: BootId) => {
    const view = { ...unobserved(step.host), lastSeen: lastSeen(bootId) };
    const snapshot = () => ({ takenAt: consoleNow, hosts: new Map([[step.host, view]]) });
    return asker({ reader: { snapshot } })(`/campaigns/${waiting.id}`);
  };
  const note = new RegExp(`Rebooted since the plan was made, left alone: <a [^>]+>${step.host}</a>`);
  expect(await ask(sampleFacts.bootId)).toMatch(note);
  expect(await ask(step.expectBootId)).not.toContain('Rebooted since');
});

it('says in Korean why a host waits', async () => {
  const blocks: readonly StartBlock[] = [
    { kind: 'approval-missing', have: 1, needed: 2 },
    { kind: 'window-shut', opensAt: consoleNow },
    { kind: 'budget', basis: 'plan', why: [{ kind: 'cap', limit: 3 }] },
  ];
  const reader = {
    ...sampleReader(sampleFleet(), { campaigns: consoleCampaigns }),
    standing: () => Promise.resolve({ blocks: new Map([['web-01' as HostId, blocks]]), holds: [] }),
  };
  const app = createHttpApp({
    address: '127.0.0.1',
    token: null,
    allowedHosts: [],
    log: silentLog,
    routes: [
      (routes) => addConsoleRoutes(routes, { reader, language: 'ko', timeZone: 'Asia/Seoul', speed: 1 }),
    ],
  });
  const answer = await app.request('http://127.0.0.1/campaigns/c-20261206', {
    headers: { host: '127.0.0.1' },
  });
  const text = await answer.text();
  expect(text).toContain('승인 2건 중 1건');
  expect(text).toContain('점검 시간대가 2026-12-05 02:00 GMT+9에 열림');
  expect(text).toContain(catalogues.ko.wait.cap(3));
  expect(text).not.toContain('approvals');
});
