// Asking in the demo's workspace page, in a real browser: a what-if by keyboard, a mention with its picture of an answer in
// the thread, and the Home with its own approval.
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nearestName } from '../../../src/config/known-names.ts';
import { buildHome } from '../../../src/core/home/home-view.ts';
import { answerQuestion } from '../../../src/core/question/answer-question.ts';
import { parseQuestion } from '../../../src/core/question/parse-question.ts';
import { svgToPng } from '../../../src/adapters/resvg/svg-to-png.ts';
import { servePage } from '../../../src/demo/workspace/page.ts';
import { channel, openBench, type SlackBench } from '../../adapters/slack/slack-bench.ts';
import { chromiumOptions } from '../../lab/browser.ts';
import { questionWorld } from '../../fakes/question-world.ts';
import { sampleCampaign } from '../../fakes/sample-campaign.ts';
import { sampleDigest } from '../../fakes/sample-digest.ts';

let browser: Browser;
let bench: SlackBench;
let page: Page;

beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});

afterAll(() => browser.close());

beforeEach(async () => {
  const world = questionWorld({ campaigns: [sampleCampaign()] });
  bench = await openBench({
    chat: { drawPng: svgToPng },
    inputs: {
      ask: (text) => {
        const parsed = parseQuestion(text, nearestName);
        if (parsed.kind !== 'question') throw new Error(parsed.kind);
        return Promise.resolve({ answer: answerQuestion(parsed.question, world), audience: parsed.audience });
      },
      home: (chatIds) => Promise.resolve(buildHome({ ...world, cards: new Map(), chatIds })),
    },
  });
  servePage(bench.workspace, { language: 'en' });
  bench.start();
  await bench.ready();
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(bench.workspace.baseUrl);
});

afterEach(async () => {
  await page.close();
  await bench.close();
});

/** Presses Tab until the element is focused. */
async function tabTo(selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} cannot be reached by keyboard`);
}

describe('asking in a browser', () => {
  it('a what-if by keyboard alone is answered to the asker', async () => {
    await tabTo('#words');
    await page.keyboard.type('/stagger what if rack:r12');
    await page.keyboard.press('Enter');
    const answer = page.locator('.ephemeral');
    await answer.getByText('17 servers would go down').waitFor();
    expect(await answer.getByText('Only visible to you').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.id')).toBe('words');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });

  it('a mention is answered in its thread', async () => {
    await page.locator('#words').fill('@stagger rack r12');
    await page.keyboard.press('Enter');
    await page.locator('.reply').getByText('Rack r12').first().waitFor();
  });

  it('a command that the app does not have is not sent', async () => {
    await page.locator('#words').fill('/reboot everything');
    await page.keyboard.press('Enter');
    await page.locator('#composer .undelivered').getByText('did not answer').waitFor();
    expect(await page.locator('#words').inputValue()).toBe('/reboot everything');
  });

  it('the digest shows its picture', async () => {
    await bench.chat.post('digest/1', channel, { kind: 'daily-digest', digest: sampleDigest });
    const picture = page.getByRole('img', { name: /1 of 40 servers overdue/ });
    await picture.waitFor();
    await expect.poll(() => page.evaluate("document.querySelector('figure img').naturalWidth")).toBe(1_520);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  });

  it('the Home shows what waits, and approves from there', async () => {
    await page.getByRole('link', { name: 'Stagger’s Home' }).click();
    await page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();
    await page.getByRole('button', { name: /^Approve/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Approve this plan?').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Your approval is recorded.').waitFor();
    expect(bench.heard).toMatchObject([{ click: { kind: 'approve' }, approver: { kind: 'approver' } }]);
  });
});
