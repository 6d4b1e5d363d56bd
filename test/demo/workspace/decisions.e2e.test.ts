// What people decide on the workspace page, in a real browser, with the whole daemon behind it: by mouse on a desk in
// English, and by keyboard alone at the width of a phone in Korean. What counts is what the daemon's journal holds
// afterwards; every form is judged by axe-core while it is open, and its picture is kept.
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/core/campaign/state.ts';
import type { CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import { startDemo, type Demo } from '../../../src/demo/demo.ts';
import type { JournalEntry } from '../../../src/ports/store.ts';
import { silentLog } from '../../fakes/silent-log.ts';
import { chromiumOptions, keepPicture, violations } from '../../lab/browser.ts';

const approver = 'slack:T0STAGGER/U0APPROVER';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});
afterAll(() => browser.close());

/** How somebody uses a page: what is to be pressed, and text that is typed where one is. */
type Hand = {
  readonly press: (page: Page, what: Locator) => Promise<void>;
  readonly write: (page: Page, where: Locator, text: string) => Promise<void>;
};

const mouse: Hand = {
  press: (_, what) => what.click(),
  write: (_, where, text) => where.fill(text),
};

/** Only Tab, Space, Enter and letters: what cannot be reached by them cannot be used. */
const keyboard: Hand = {
  press: async (page, what) => {
    await tabTo(page, what);
    const ticks = await what.evaluate((element) => element.matches('input[type=checkbox]'));
    await page.keyboard.press(ticks ? 'Space' : 'Enter');
  },
  write: async (page, where, text) => {
    await tabTo(page, where);
    // A date is set by its parts, whose order is the browser's own affair.
    if ((await where.getAttribute('type')) === 'date') return where.fill(text);
    await page.keyboard.type(text);
  },
};

const isFocused = (what: Locator): Promise<boolean> =>
  what.evaluate((element) => element === element.ownerDocument.activeElement);

async function tabTo(page: Page, what: Locator): Promise<void> {
  await what.waitFor();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await isFocused(what)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${what.toString()} cannot be reached by keyboard`);
}

const looks = [
  { name: 'en-desk', language: 'en', viewport: { width: 1280, height: 1000 }, hand: mouse },
  { name: 'ko-phone', language: 'ko', viewport: { width: 390, height: 844 }, hand: keyboard },
] as const;

describe.each(looks)('in a browser, $name', ({ name, language, viewport, hand }) => {
  let demo: Demo;
  let page: Page;
  let plan: CampaignId;

  beforeAll(async () => {
    demo = await startDemo({
      inventory: 'inventory',
      patienceMs: 50_000,
      port: 0,
      consolePort: 0,
      speed: 240,
      seed: 7,
      language,
      log: silentLog,
    });
    plan = demo.campaign;
    page = await browser.newPage({ viewport });
    await page.goto(demo.workspaceUrl);
    await action('approve').waitFor();
  });

  afterAll(async () => {
    await page.close();
    await demo.stop();
  });

  const action = (id: string): Locator => page.locator(`#stream [data-action="stagger.${id}"]`).last();
  const modal = (): Locator => page.locator('#modal');
  const press = (what: Locator): Promise<void> => hand.press(page, what);
  const confirm = async (id: string): Promise<void> => {
    await press(action(id));
    await page.locator('#confirm').waitFor();
    await look(`confirm-${id}`);
    await press(page.locator('#confirm button[value=yes]'));
  };
  const campaign = async (): Promise<Campaign> => {
    const found = await demo.daemon.runner.campaign(plan);
    if (found === null) throw new Error('no campaign');
    return found;
  };
  const journal = async (kind: JournalEntry['event']['kind']): Promise<readonly JournalEntry[]> => {
    const entries = await demo.store.journal({ afterSeq: 0, limit: 10_000 });
    return entries.filter(({ event }) => event.kind === kind);
  };
  const recorded = async (kind: JournalEntry['event']['kind'], by: string | null = approver) => {
    await expect.poll(async () => (await journal(kind)).length).toBeGreaterThan(0);
    const [entry] = (await journal(kind)).slice(-1);
    if (by !== null) expect(entry?.actor).toBe(by);
    return entry?.event;
  };
  /** Everybody can read what is open now, it fits, and a picture of it is kept. */
  const look = async (what: string): Promise<void> => {
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await keepPicture(page, `workspace-${what}-${name}`);
  };

  it('the details are read page by page and left again; nothing is decided by that', async () => {
    await look('card');
    const before = (await campaign()).version;
    await press(action('details'));
    await modal().getByText('notify-01').first().waitFor();
    await look('details');
    await press(modal().locator('[data-close]'));
    await modal().waitFor({ state: 'hidden' });
    expect((await campaign()).version).toBe(before);
  });

  it('a what-if is answered to the one who asks', async () => {
    await hand.write(page, page.locator('#words'), '/stagger what if rack:seoul-a-r12');
    await press(page.locator('#composer button'));
    await page.locator('.ephemeral').getByText('seoul-a-r12').first().waitFor();
    await page
      .locator('.ephemeral')
      .getByText(/\b17\b|17대/)
      .first()
      .waitFor();
    await look('what-if');
  });

  it('edit takes a host out: the change is shown first, the old card leads to the new one', async () => {
    const [first] = (await campaign()).hosts.keys();
    await press(action('edit'));
    const boxes = modal().locator('input[type=checkbox]');
    await boxes.first().waitFor();
    const chosen = modal()
      .locator('label', { hasText: first ?? '' })
      .locator('input');
    await press(chosen);
    await look('edit');
    await press(modal().locator('button.primary'));
    await modal().locator('input[type=checkbox]').first().waitFor({ state: 'detached' });
    await look('edit-confirm');
    expect((await campaign()).document.plan.version).toBe(1);
    await press(modal().locator('button.primary'));
    expect(await recorded('plan-edited')).toMatchObject({ document: { plan: { version: 2 } } });
    expect((await campaign()).hosts.has(first as HostId)).toBe(false);

    const link = page.locator('#stream article').first().locator('a[href*="#m-"]').first();
    await press(link);
    await page.locator('article:target').getByText('v2').first().waitFor();
    expect(new URL(page.url()).searchParams.get('as')).toBe('U0APPROVER');
  });

  it('deny wants a reason, and ends the plan with it', async () => {
    await press(action('deny'));
    const field = modal().locator('textarea, input[type=text]').first();
    await field.waitFor();
    await press(modal().locator('button.primary'));
    expect((await campaign()).phase.kind).toBe('awaiting-approval');
    await look('deny');
    await hand.write(page, field, 'not during the sale');
    await press(modal().locator('button.primary'));
    await recorded('campaign-ended');
    expect((await campaign()).phase).toMatchObject({
      kind: 'ended',
      as: { kind: 'denied', by: approver, reason: 'not during the sale' },
    });
    await action('deny').waitFor({ state: 'detached' });
    await look('denied');
  });

  it('a finding is waived with a reason and an end', async () => {
    const waive = page.locator('#stream [data-action^="waive"]').first();
    await waive.waitFor({ timeout: 60_000 });
    await press(waive);
    await modal().locator('input[type=date]').waitFor();
    await look('waive');
    const until = new Date(demo.clock.now() + 60 * 86_400_000).toISOString().slice(0, 10);
    await hand.write(page, modal().locator('textarea, input[type=text]').first(), 'a new rack arrives');
    await hand.write(page, modal().locator('input[type=date]'), until);
    await press(modal().locator('button.primary'));
    expect(await recorded('finding-waived')).toMatchObject({ reason: 'a new rack arrives' });
    await press(modal().locator('[data-close]'));
    await modal().waitFor({ state: 'hidden' });
  });

  it('approve, retry, skip and stop: each is done once it is confirmed', async () => {
    const outcome = await demo.scenario('campaign');
    if (outcome.kind !== 'begun' || outcome.run.campaign === null) throw new Error('no second plan');
    plan = outcome.run.campaign;
    const hosts = [...(await campaign()).hosts.keys()];
    for (const host of hosts) demo.fleet.host(host).faults.refusesReboot = true;
    await action('approve').waitFor();

    // Left by Escape, nothing is decided, and the focus is where it was.
    await press(action('approve'));
    await page.keyboard.press('Escape');
    await expect.poll(() => isFocused(action('approve'))).toBe(true);
    expect(await journal('plan-approved')).toEqual([]);
    await confirm('approve');
    await recorded('plan-approved');

    await action('retry').waitFor({ timeout: 60_000 });
    await look('halted');
    const halted = await campaign();
    if (halted.phase.kind !== 'halted' || halted.phase.why.kind !== 'host-failed')
      throw new Error('not halted');
    const failed = halted.phase.why.host;
    for (const host of hosts) demo.fleet.host(host).faults.refusesReboot = host !== failed;
    await confirm('retry');
    expect(await recorded('host-retry-requested')).toMatchObject({ host: failed, by: approver });
    // Others refuse as this one did, so it halts again; that one is skipped.
    await expect.poll(async () => (await campaign()).phase.kind, { timeout: 60_000 }).toBe('halted');
    await action('skip').waitFor({ timeout: 60_000 });
    await confirm('skip');
    expect(await recorded('host-skipped', null)).toMatchObject({ why: { kind: 'by-person', by: approver } });

    await confirm('stop');
    await recorded('stop-requested');
    await expect
      .poll(async () => (await campaign()).phase.kind, { timeout: 60_000 })
      .toMatch(/stopping|ended/);
    await look('stopped');
  });
});
