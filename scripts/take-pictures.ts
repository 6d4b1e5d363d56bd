// Takes README's pictures anew from the real demo: `TZ=Asia/Seoul node scripts/take-pictures.ts`. The demo begins at the
// same instant with the same fleet each time, so only ids differ. Needs Debian's chromium and pngquant.
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';
import { startDemo } from '../src/demo/demo.ts';
import { chromiumOptions } from '../test/lab/browser.ts';
import { silentLog } from '../test/fakes/silent-log.ts';

const folder = join(import.meta.dirname, '..', 'docs', 'pictures');
/** A Saturday night in Seoul, far from the example's freezes. */
const startAt = Date.parse('2026-11-28T02:00:00+09:00');

/** An empty page compresses to almost nothing. */
const BLANK_BYTES = 8 * 1_024;

async function keep(name: string, taken: Page | Locator): Promise<void> {
  const path = join(folder, `${name}.png`);
  await taken.screenshot({ path });
  // Plain areas and text: 64 colours are enough, and a third of the bytes.
  execFileSync('pngquant', ['--force', '--strip', '--speed', '1', '--output', path, '64', path]);
  const { size } = statSync(path);
  console.log(`${path}: ${Math.round(size / 1_024)} KiB`);
  if (size < BLANK_BYTES) throw new Error(`${path} is blank: the browser had not painted yet; run it again`);
}

if (process.env['TZ'] !== 'Asia/Seoul') throw new Error('run it with TZ=Asia/Seoul, so that all times agree');
mkdirSync(folder, { recursive: true });
const demo = await startDemo({
  inventory: join(import.meta.dirname, '..', 'inventory'),
  port: 0,
  consolePort: 0,
  speed: 60,
  seed: 7,
  startAt,
  language: 'en',
  log: silentLog,
});
const browser = await chromium.launch(chromiumOptions());
try {
  const alone = await browser.newPage({ viewport: { width: 720, height: 2_000 }, colorScheme: 'light' });
  await alone.goto(demo.workspaceUrl);
  const articles = alone.locator('#stream article');
  await alone.locator('[data-action="stagger.approve"]').waitFor();
  await alone.waitForFunction('document.querySelector("article").getBoundingClientRect().height > 400');
  await keep('plan', articles.filter({ has: alone.locator('[data-action="stagger.approve"]') }));

  await articles.locator('figure img').first().waitFor();
  await alone.waitForFunction('document.querySelector("figure img").naturalWidth > 0');
  await keep('digest', articles.filter({ has: alone.locator('figure img') }).first());

  const both = await browser.newPage({ viewport: { width: 1400, height: 860 }, colorScheme: 'light' });
  await both.goto(demo.url);
  const workspace = both.frameLocator('iframe[name=workspace]');
  await workspace.locator('[data-action="stagger.details"]').click();
  await workspace.locator('#modal [data-close]').click();
  await workspace.locator('[data-action="stagger.approve"]').click();
  await workspace.locator('#confirm button[value=yes]').click();
  const besides = both.frameLocator('iframe[name=console]');
  const progress = workspace.getByText(/^[3-6] of \d+ done/);
  await progress.waitFor({ timeout: 120_000 });
  // Each window is brought up to date by itself: they agree a moment later.
  const [, done = '', all = ''] = /^(\d+) of (\d+)/.exec((await progress.textContent()) ?? '') ?? [];
  await besides.getByText(`${done}/${all}`, { exact: true }).waitFor();
  await besides.locator('.rebooting').first().waitFor();
  await workspace.locator('body').evaluate((body) => body.ownerDocument.defaultView?.scrollTo(0, 0));
  await besides.locator('body').evaluate((body) => body.ownerDocument.defaultView?.scrollTo(0, 0));
  await keep('demo', both);

  const fleet = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  await fleet.goto(demo.consoleUrl);
  await fleet.locator('.rebooting').first().waitFor();
  await keep('fleet', fleet);
} finally {
  await browser.close();
  await demo.stop();
}
