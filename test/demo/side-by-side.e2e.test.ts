// The demo's one page in a real browser: both windows, the guide that follows what was really done, the scenarios by
// their buttons, the handle; by mouse, by keyboard, on a desk and on a phone.
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type FrameLocator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDemo, type Demo } from '../../src/demo/demo.ts';
import type { Language } from '../../src/views/text/language.ts';
import { silentLog } from '../fakes/silent-log.ts';
import { chromiumOptions, keepPicture, violations } from '../lab/browser.ts';

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

let browser: Browser;
let demo: Demo;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});

afterAll(() => browser.close());

async function open(language: Language, options: BrowserContextOptions): Promise<void> {
  demo = await startDemo({
    inventory: 'inventory',
    patienceMs: 50_000,
    port: 0,
    consolePort: 0,
    speed: 120,
    seed: 7,
    language,
    log: silentLog,
  });
  page = await browser.newPage(options);
  await page.goto(demo.url);
  await page.frameLocator('iframe[name=workspace]').locator('[data-action="stagger.approve"]').waitFor();
}

afterEach(async () => {
  await page.close();
  await demo.stop();
});

const workspace = (): FrameLocator => page.frameLocator('iframe[name=workspace]');
const console = (): FrameLocator => page.frameLocator('iframe[name=console]');
const action = (id: string) => workspace().locator(`[data-action="stagger.${id}"]`);
const dialog = () => workspace().getByRole('dialog');
const step = (name: string) => page.locator('#guide li', { hasText: name });
const current = () => page.locator('#guide [aria-current=step] b').innerText();
const numberShown = () =>
  page.evaluate<string>(
    `getComputedStyle(document.querySelector('#guide [aria-current=step] b'), '::before').content`,
  );

async function confirmed(id: string): Promise<void> {
  await action(id).first().click();
  await dialog().locator('button[value=yes]').click();
}

async function frameViolations(): Promise<readonly string[]> {
  const found = await Promise.all(page.frames().map((frame) => violations(frame)));
  return found.flat();
}

describe('the demo’s page, in English on a desk', () => {
  beforeEach(() => open('en', { viewport: desk }));

  it('guides through the first minute by what was really done', async () => {
    expect(await current()).toContain('Look at the plan');
    await keepPicture(page, 'demo-en-desk');
    expect(await frameViolations()).toEqual([]);

    await action('details').click();
    await step('Look at the plan').locator('text=done').waitFor();
    await keepPicture(page, 'demo-en-desk-details');
    expect(await frameViolations()).toEqual([]);
    await dialog().locator('[data-close]').click();

    // A click by somebody who may not is none.
    await workspace()
      .getByRole('link', { name: /Sam Doe/ })
      .click();
    await confirmed('approve');
    await workspace().getByText('not an approver of').waitFor();
    expect(await current()).toContain('Approve it');
    // A phone shows this step alone, and it is the second all the same.
    await page.setViewportSize(phone);
    expect(await numberShown()).toContain('2');
    await page.setViewportSize(desk);

    await workspace()
      .getByRole('link', { name: /Hana Kim/ })
      .click();
    await confirmed('approve');
    await step('Approve it').locator('text=done').waitFor();
    await step('Watch the racks').locator('text=done').waitFor();
    expect((await demo.daemon.runner.campaign(demo.campaign))?.phase.kind).toBe('running');
    await console().locator('.rebooting').first().waitFor();

    await confirmed('pause');
    await page.getByText('It is paused. Press Resume.').waitFor();
    expect((await demo.daemon.runner.campaign(demo.campaign))?.phase.kind).toBe('paused');
    await confirmed('resume');
    await step('Pause, then Resume').locator('text=done').waitFor();

    expect(await current()).toContain('Let something go wrong');
    await page.getByText('Scenarios', { exact: true }).click();
    await keepPicture(page, 'demo-en-desk-scenarios');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Power loss' }).click();
    await step('Let something go wrong').locator('text=done').waitFor();
    await page.locator('#news').getByText('One incident').waitFor();
    await page.locator('#news').getByRole('link', { name: 'in the console' }).click();
    await console()
      .getByRole('heading', { level: 1, name: /seoul-a-r12/ })
      .waitFor();
    await page.locator('#news').getByRole('link', { name: 'in the channel' }).click();
    await workspace().locator('article:target').getByText('seoul-a-r12').first().waitFor();
    await keepPicture(page, 'demo-en-desk-incident');

    await workspace().locator('#words').fill('/stagger what if rack:seoul-a-r13');
    await workspace().locator('#words').press('Enter');
    await page.getByText('First minute: 6 of 6 done').waitFor();
  });

  it('is used by keyboard: guide, scenarios, handle', async () => {
    const handle = page.getByRole('separator');
    const width = async () => (await page.locator('#workspace-window').boundingBox())?.width ?? 0;
    const before = await width();
    await handle.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await handle.getAttribute('aria-valuenow')).toBe('40');
    expect(await width()).toBeLessThan(before - 100);
    const box = await handle.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 100);
    await page.mouse.down();
    await page.mouse.move(desk.width * 0.7, 500, { steps: 3 });
    await page.mouse.up();
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBeGreaterThan(65);

    const guide = page.locator('#guide-title');
    await guide.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#guide-steps').isVisible()).toBe(false);
    await page.reload();
    expect(await page.locator('#guide-steps').isVisible()).toBe(false);

    const scenarios = page.getByText('Scenarios', { exact: true });
    await scenarios.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: 'Power loss' }).isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Power loss');
    await page.keyboard.press('Enter');
    await page.locator('#news').getByText('Power loss:').waitFor();
    expect([...demo.fleet.hosts()].filter(({ id }) => !demo.fleet.isUp(id))).toHaveLength(17);
  });
});

describe('the demo’s page, in Korean on a phone', () => {
  beforeEach(() => open('ko', { viewport: phone, hasTouch: true }));

  it('shows one window at a time, and brings forward where a link leads', async () => {
    expect(await page.locator('#console-window').isVisible()).toBe(false);
    await keepPicture(page, 'demo-ko-phone');
    expect(await frameViolations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
    await page.getByRole('button', { name: '콘솔' }).tap();
    await console().getByRole('heading', { level: 1 }).waitFor();
    expect(await page.locator('#workspace-window').isVisible()).toBe(false);
    await keepPicture(page, 'demo-ko-phone-console');
    await page.locator('#scenarios summary').tap();
    await keepPicture(page, 'demo-ko-phone-scenarios');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '뒤처진 복제본' }).tap();
    await page.locator('#news').getByText('승인을 기다립니다').waitFor();
    await page.locator('#news').getByRole('link', { name: '채널에서 보기' }).tap();
    expect(await page.locator('#workspace-window').isVisible()).toBe(true);
    await workspace().locator('article:target').waitFor();
  });
});
