// The workspace page in a real browser: everything by keyboard, at the width of a phone, and nothing lost when the app
// edits the message under somebody's hands.
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { servePage } from '../../../src/demo/workspace/page.ts';
import type { MessageRef } from '../../../src/ports/store.ts';
import { channel, openBench, type SlackBench } from '../../adapters/slack/slack-bench.ts';
import { chromiumOptions } from '../../lab/browser.ts';
import { hugeCampaign, sampleApprovals, sampleCampaign } from '../../fakes/sample-campaign.ts';

let browser: Browser;
let bench: SlackBench;
let page: Page;
let card: MessageRef;

beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});

afterAll(() => browser.close());

beforeEach(async () => {
  bench = await openBench();
  servePage(bench.workspace, { language: 'en' });
  bench.start();
  await bench.ready();
  card = await bench.postCard();
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(bench.workspace.baseUrl);
  await page.getByRole('button', { name: 'Approve 8 reboots' }).waitFor();
});

afterEach(async () => {
  await page.close();
  await bench.close();
});

const focused = () => page.evaluate('document.activeElement?.textContent');

const editCard = () =>
  bench.chat.update(card, 'card:one', {
    kind: 'campaign-card',
    campaign: sampleCampaign({ approvals: sampleApprovals.slice(0, 1) }),
    asOf: 0,
  });

describe('the page in a browser', () => {
  it('approves by keyboard: the confirm dialog can be left and comes back', async () => {
    await page.getByRole('button', { name: 'Approve 8 reboots' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Approve this plan?').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await focused()).toBe('Approve 8 reboots');
    expect(bench.heard).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Approve');
    await page.keyboard.press('Enter');
    await page.getByText('Your approval is recorded.').waitFor();
    expect(bench.heard).toMatchObject([{ click: { kind: 'approve' }, by: 'slack:T0STAGGER/U0APPROVER' }]);
  });

  it('keeps the focus and half a reason while the card is edited', async () => {
    await page.getByRole('button', { name: 'Deny plan' }).focus();
    await editCard();
    await page.getByText('Waiting for approval: 1 of 2').waitFor();
    expect(await focused()).toBe('Deny plan');
    await page.keyboard.press('Enter');
    await page.getByLabel('Why is it denied?').waitFor();
    await page.keyboard.type('not during');
    await bench.chat.update(card, 'card:one', { kind: 'campaign-card', campaign: sampleCampaign(), asOf: 0 });
    await page.getByText('Waiting for approval: 0 of 2').waitFor();
    await page.keyboard.type(' the sale');
    await page.getByRole('dialog').getByRole('button', { name: 'Deny plan' }).press('Enter');
    await page.getByText('Your denial is recorded.').waitFor();
    expect(bench.heard).toMatchObject([{ click: { kind: 'deny', reason: 'not during the sale' } }]);
  });

  it('says so where the app does not answer', async () => {
    await bench.chat.stop();
    await page.getByText('Stagger is not connected').waitFor();
    await page.getByRole('button', { name: 'Approve 8 reboots' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('Nothing was decided; press it again.').waitFor();
  });

  it('is never wider than a phone, with the longest names either', async () => {
    const huge = { kind: 'campaign-card', campaign: hugeCampaign(), asOf: 0 } as const;
    await bench.chat.post('card:huge', channel, huge);
    await page.getByText('Reboot plan: 1,000 hosts').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
