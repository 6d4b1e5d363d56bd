// Debian's Chromium, asking nothing of anybody but the pages that a test opens; pictures of them where CI asks for
// artefacts; and axe-core's word on whether everybody can read them.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Frame, LaunchOptions, Page } from 'playwright-core';

export function chromiumOptions(): LaunchOptions {
  return {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

/** Keeps a picture as `NAME.png` in the folder that CI_ARTEFACTS names; does nothing where it names none. */
export async function keepPicture(
  page: Page,
  name: string,
  options: { readonly whole?: boolean } = {},
): Promise<void> {
  const artefacts = process.env['CI_ARTEFACTS'] ?? '';
  if (artefacts === '') return;
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: join(artefacts, `${name}.png`), fullPage: options.whole ?? false });
}

type Violation = { readonly id: string; readonly nodes: readonly { readonly html: string }[] };

/** What axe-core holds against the page as it is now, modal dialogs included; empty is good. */
export async function violations(page: Page | Frame): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)`,
  );
  return (found as readonly Violation[]).map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} (${nodes.length})`,
  );
}
