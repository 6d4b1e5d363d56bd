// The console's script beside a page that nothing happens to: what it shows as "now" must not grow old.
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';

const script = readFileSync(new URL('../../../src/adapters/http/assets/console.js', import.meta.url), 'utf8');

/** The little of a browser that the script needs, with a clock and a stream of events in our hands. */
function openPage() {
  const heard = new Map<string, () => void>();
  const page = { nowMs: 0, hidden: false, fetches: 0 };
  const element = { hidden: true };
  const on = (name: string, listener: () => void) => heard.set(name, listener);
  const document = {
    getElementById: () => element,
    addEventListener: on,
    get hidden() {
      return page.hidden;
    },
  };
  const fetch = () => {
    page.fetches += 1;
    return Promise.resolve({ ok: true, text: () => Promise.resolve('') });
  };
  runInNewContext(script, {
    document,
    fetch,
    location: { href: '/' },
    performance: { now: () => page.nowMs },
    setTimeout: (act: () => void) => void act(),
    DOMParser: class {
      parseFromString = () => ({ getElementById: () => null });
    },
    EventSource: class {
      addEventListener = on;
    },
  });
  return { page, hear: (name: string) => heard.get(name)?.() };
}

it('is fetched again at a beat once it is a minute old, and not before', () => {
  const { page, hear } = openPage();
  page.nowMs = 59_000;
  hear('beat');
  expect(page.fetches).toBe(0);
  page.nowMs = 60_000;
  hear('beat');
  expect(page.fetches).toBe(1);
});

it('is left alone while nobody sees it, and made current when somebody does', () => {
  const { page, hear } = openPage();
  page.hidden = true;
  page.nowMs = 300_000;
  hear('beat');
  expect(page.fetches).toBe(0);
  page.hidden = false;
  hear('visibilitychange');
  expect(page.fetches).toBe(1);
});
