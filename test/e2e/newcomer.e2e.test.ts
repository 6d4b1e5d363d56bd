// A newcomer's path: a clean clone with its packages installed, the demo, a browser, the first Approve. It prints the
// seconds that this took. The promise is a minute; the figure is for people, and the bound only says that it is kept.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { chromiumOptions } from '../lab/browser.ts';

const root = join(import.meta.dirname, '..', '..');
let clone = '';
let demo: ChildProcess | null = null;

afterEach(async () => {
  if (demo !== null && demo.exitCode === null) {
    const gone = new Promise((resolve) => demo?.once('exit', resolve));
    demo.kill('SIGTERM');
    await gone;
  }
  if (clone !== '') rmSync(clone, { recursive: true, force: true });
});

/** `npm ci` itself is a download; its result is this checkout's own. */
function cleanClone(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stagger-newcomer-'));
  execFileSync('git', ['clone', '--quiet', '--local', root, directory]);
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return directory;
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
  });
}

it('from npm ci to the first Approve', async () => {
  clone = cleanClone();
  const browser = await chromium.launch(chromiumOptions());
  try {
    const page = await browser.newPage();
    const startedMs = performance.now();
    demo = spawn(process.execPath, ['bin/stagger.js', 'demo', '--port', '0', '--console-port', '0'], {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // The address that the demo prints first, which shows workspace and console side by side.
    await page.goto(await addressOf(demo));
    await page.frameLocator('iframe[name=console]').getByRole('heading', { level: 1 }).waitFor();
    const workspace = page.frameLocator('iframe[name=workspace]');
    await workspace.getByRole('button', { name: /^Approve \d+ reboots?$/ }).click();
    await workspace.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await workspace.getByText('Your approval is recorded.').waitFor();
    const seconds = (performance.now() - startedMs) / 1_000;
    console.log(`newcomer: ${seconds.toFixed(1)} s from npm ci to the first Approve`);
    expect(seconds).toBeLessThan(60);
  } finally {
    await browser.close();
  }
});
