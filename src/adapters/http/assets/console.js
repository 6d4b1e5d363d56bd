// Keeps an open page current: when the daemon says that something changed, the same address is fetched again and its
// content takes the place of the old one. Without this script every page is whole and simply as old as it says.
'use strict';

const live = document.getElementById('live');
const lost = document.getElementById('lost');
const COALESCE_MS = 300;
/** Ages and "as of" are no news, and still grow old: a page in sight is fetched again after this, news or not. */
const KEPT_MS = 60_000;
let fetchedMs = performance.now();
let timer = null;
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return;
    fetchedMs = performance.now();
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
    if (fresh !== null) replace(fresh);
  } finally {
    busy = false;
    if (again) {
      again = false;
      soon();
    }
  }
}

// Whoever is inside a form or has opened something keeps it: the page waits until they are done.
function isInUse() {
  const { activeElement } = document;
  return activeElement !== null && activeElement.matches('select, input, textarea');
}

function replace(fresh) {
  const main = document.getElementById('main');
  if (isInUse()) {
    again = true;
    return;
  }
  const open = [...main.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const focused = main.contains(document.activeElement) ? address(document.activeElement) : null;
  main.replaceChildren(...fresh.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (focused !== null)
    [...main.querySelectorAll('a, summary, button')]
      .find((element) => address(element) === focused)
      ?.focus({ preventScroll: true });
}

function address(element) {
  return `${element.tagName} ${element.getAttribute('href') ?? ''} ${element.textContent}`;
}

function soon() {
  if (timer !== null) return;
  timer = setTimeout(() => {
    timer = null;
    void refresh();
  }, COALESCE_MS);
}

document.addEventListener('focusout', () => {
  if (!again) return;
  again = false;
  soon();
});

const events = new EventSource('/events');
events.addEventListener('open', () => {
  live.hidden = false;
  lost.hidden = true;
});
events.addEventListener('error', () => {
  live.hidden = true;
  lost.hidden = false;
});
let greeted = false;
events.addEventListener('hello', () => {
  // After a lost connection nobody knows what was missed.
  if (greeted) soon();
  greeted = true;
});
events.addEventListener('changed', soon);

function soonIfOld() {
  if (!document.hidden && performance.now() - fetchedMs >= KEPT_MS) soon();
}
events.addEventListener('beat', soonIfOld);
document.addEventListener('visibilitychange', soonIfOld);
