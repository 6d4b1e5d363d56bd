// @ts-check
// Keeps guide, results and clock of the demo's page current, moves the handle between the two windows, and starts a
// scenario without leaving the page. Without it the page is whole and as old as its last loading.

const windows = /** @type {HTMLElement} */ (document.getElementById('windows'));
const handle = /** @type {HTMLElement} */ (document.getElementById('handle'));
const clock = /** @type {HTMLTimeElement} */ (document.getElementById('clock'));
const guide = /** @type {HTMLDetailsElement} */ (document.getElementById('guide'));
const scenarios = /** @type {HTMLDetailsElement} */ (document.getElementById('scenarios'));

document.documentElement.classList.add('live');

/** Private windows may refuse to remember. @param {string} name */
function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Then it is forgotten.
  }
}

// The clock ----------------------------------------------------------------------------------------------------------

const { speed, zone, language } = clock.dataset;
const shownTime = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
  timeZone: zone,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
let known = { at: Number(clock.dataset.at), on: performance.now() };

function showTime() {
  const at = known.at + (performance.now() - known.on) * Number(speed);
  clock.textContent = shownTime.format(at);
  clock.dateTime = new Date(at).toISOString();
}
setInterval(showTime, 500);
showTime();

// What changes -------------------------------------------------------------------------------------------------------

/** Only what changed is replaced, and a link that has the focus keeps it. @param {string} id @param {string} html */
function show(id, html) {
  const place = document.getElementById(id);
  if (place === null || place.dataset.shown === html) return;
  const focused = place.contains(document.activeElement) ? document.activeElement?.textContent : null;
  place.innerHTML = html;
  place.dataset.shown = html;
  for (const link of place.querySelectorAll('a')) if (link.textContent === focused) link.focus();
}

const events = new EventSource('/demo/events');
events.addEventListener('message', ({ data }) => {
  const { now, parts } = JSON.parse(data);
  known = { at: now, on: performance.now() };
  for (const [id, html] of Object.entries(parts)) show(id, html);
});

// Scenarios and guide ------------------------------------------------------------------------------------------------

scenarios.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
  if (button.hasAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  const answer = await fetch(form.action, { method: 'POST', redirect: 'manual' }).catch(() => null);
  button.removeAttribute('aria-busy');
  // A redirect that is not followed has no status here.
  if (answer === null || (answer.type !== 'opaqueredirect' && !answer.ok))
    show('news', document.body.dataset.failed ?? '');
  else {
    scenarios.open = false;
    scenarios.querySelector('summary')?.focus();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !scenarios.open) return;
  scenarios.open = false;
  scenarios.querySelector('summary')?.focus();
});

guide.open = recall('guide') !== 'closed';
// Its own event comes later than the click, and a page that is left in between would not hear of it.
addEventListener('pagehide', () => remember('guide', guide.open ? 'open' : 'closed'));

// Windows ------------------------------------------------------------------------------------------------------------

/** @param {string} name */
function bringForward(name) {
  windows.dataset.shown = name;
  for (const button of document.querySelectorAll('[data-show]'))
    button.setAttribute('aria-pressed', String(button.getAttribute('data-show') === name));
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const name =
    target.closest('[data-show]')?.getAttribute('data-show') ??
    target.closest('a[target="workspace"], a[target="console"]')?.getAttribute('target');
  if (name) bringForward(name);
});

const least = Number(handle.getAttribute('aria-valuemin'));
const most = Number(handle.getAttribute('aria-valuemax'));

/** @param {number} percent */
function split(percent) {
  const bounded = Math.round(Math.min(most, Math.max(least, percent)));
  windows.style.setProperty('--workspace', `${bounded}%`);
  handle.setAttribute('aria-valuenow', String(bounded));
  remember('split', String(bounded));
}

split(Number(recall('split') ?? 50));

handle.addEventListener('keydown', (event) => {
  const now = Number(handle.getAttribute('aria-valuenow'));
  const wanted = { ArrowLeft: now - 5, ArrowRight: now + 5, Home: least, End: most }[event.key];
  if (wanted === undefined) return;
  event.preventDefault();
  split(wanted);
});

handle.addEventListener('pointerdown', (event) => {
  handle.setPointerCapture(event.pointerId);
  windows.classList.add('moving');
});
handle.addEventListener('pointermove', (event) => {
  if (!handle.hasPointerCapture(event.pointerId)) return;
  const { left, width } = windows.getBoundingClientRect();
  split(((event.clientX - left) / width) * 100);
});
for (const end of ['pointerup', 'pointercancel'])
  handle.addEventListener(end, () => windows.classList.remove('moving'));
handle.addEventListener('dblclick', () => split(50));
