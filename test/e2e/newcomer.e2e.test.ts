// A newcomer's path: a clean clone, `npm ci`, the demo, a browser, the first Approve. It prints the seconds that this
// took, without the download. The promise is a minute; the figure is for people to read in CI's log, since a test that
// fails by the clock fails by its neighbours.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
    // npm, its shell and the demo: a shell hands no signal on.
    process.kill(-demo.pid!, 'SIGTERM');
    await gone;
  }
  if (clone !== '') rmSync(clone, { recursive: true, force: true });
});

function cleanClone(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stagger-newcomer-'));
  execFileSync('git', ['clone', '--quiet', '--local', root, directory]);
  return directory;
}

function install(directory: string, ...flags: readonly string[]): boolean {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', ...flags], { cwd: directory });
  return status === 0;
}

/** Seconds of an `npm ci` that downloads nothing; where npm does not hold every package yet, one before it does. */
function installSeconds(directory: string): number {
  const timed = (): number | null => {
    const startedMs = performance.now();
    return install(directory, '--offline') ? (performance.now() - startedMs) / 1_000 : null;
  };
  const first = timed();
  if (first !== null) return first;
  expect(install(directory), 'npm ci').toBe(true);
  const second = timed();
  if (second === null) throw new Error('npm ci --offline fails right after npm ci');
  return second;
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
  const installed = installSeconds(clone);
  const browser = await chromium.launch(chromiumOptions());
  try {
    const page = await browser.newPage();
    const startedMs = performance.now();
    const words = ['run', '--silent', 'demo', '--', '--port', '0', '--console-port', '0'];
    demo = spawn('npm', words, {
      cwd: clone,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    // The address that the demo prints first, which shows workspace and console side by side.
    await page.goto(await addressOf(demo));
    await page.frameLocator('iframe[name=console]').getByRole('heading', { level: 1 }).waitFor();
    const workspace = page.frameLocator('iframe[name=workspace]');
    await workspace.getByRole('button', { name: /^Approve \d+ reboots?$/ }).click();
    await workspace.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
    await workspace.getByText('Your approval is recorded.').waitFor();
    const seconds = (performance.now() - startedMs) / 1_000;
    console.log(
      `newcomer: ${(installed + seconds).toFixed(1)} s from npm ci to the first Approve, of which npm ci ${installed.toFixed(1)} s`,
    );
  } finally {
    await browser.close();
  }
});
