// @ts-check
// Keeps the page up to date and carries clicks. Only what changed is replaced, so that a keyboard's focus, an open
// thread and half-typed text stay where they are.

const { user, channel, tab, undelivered, stopped } = document.body.dataset;
const stream = /** @type {HTMLElement} */ (document.getElementById('stream'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));
const modal = /** @type {HTMLDialogElement} */ (document.getElementById('modal'));
const confirming = /** @type {HTMLDialogElement} */ (document.getElementById('confirm'));

/** @type {Map<string, string>} */
const shown = new Map();

/** @param {string} what @param {object} body */
async function act(what, body) {
  const response = await fetch(`/act/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-workspace': 'page' },
    body: JSON.stringify({ user, ...body }),
  });
  return response.ok ? response.json() : { kind: 'not-delivered' };
}

/** A name for the focused element that survives its replacement. @param {Element | null} element */
function focusKey(element) {
  if (!(element instanceof HTMLElement)) return null;
  const { action } = element.dataset;
  if (action === undefined) return null;
  return `[data-ts="${element.closest('[data-ts]')?.getAttribute('data-ts')}"] [data-action="${action}"]`;
}

/** @param {{ id: string, html: string }[]} entries */
function showEntries(entries) {
  const nearEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 80;
  const focused = focusKey(document.activeElement);
  const wanted = new Set(entries.map(({ id }) => id));
  for (const article of [...stream.children]) if (!wanted.has(article.id)) article.remove();
  let added = false;
  for (const [index, { id, html }] of entries.entries()) {
    let article = document.getElementById(id);
    if (article === null) {
      article = document.createElement('article');
      article.id = id;
      added = true;
    }
    if (stream.children[index] !== article) stream.insertBefore(article, stream.children[index] ?? null);
    if (shown.get(id) !== html) {
      const open = article.querySelector('details')?.open;
      article.innerHTML = html;
      const thread = article.querySelector('details');
      if (thread && open === false) thread.open = false;
      shown.set(id, html);
    }
  }
  if (focused !== null) {
    const again = document.querySelector(focused);
    if (again instanceof HTMLElement && again !== document.activeElement)
      again.focus({ preventScroll: true });
  }
  if (added && nearEnd) window.scrollTo({ top: document.documentElement.scrollHeight });
}

/** @param {string} html */
function showModal(html) {
  const next = document.createElement('template');
  next.innerHTML = html;
  const id = next.content.querySelector('form')?.dataset.view ?? '';
  if (id === (modal.querySelector('form')?.dataset.view ?? '') && modal.open === (id !== '')) return;
  modal.innerHTML = html;
  if (id === '') {
    modal.close();
    return;
  }
  if (!modal.open) modal.showModal();
  // Otherwise the first button has the focus, and a long text is shown from its end.
  if (modal.querySelector('[autofocus]') === null) modal.querySelector('h2')?.focus();
  modal.scrollTop = 0;
}

/** @param {Element | null | undefined} place @param {boolean} failed */
function showUndelivered(place, failed) {
  const note = place?.querySelector('.undelivered');
  if (!(note instanceof HTMLElement)) return;
  note.hidden = !failed;
  note.textContent = failed ? (undelivered ?? '') : '';
}

/** What stands in a form: a list of boxes counts even where none is ticked. @param {HTMLFormElement} form */
function valuesOf(form) {
  const data = new FormData(form);
  /** @type {Record<string, string | string[]>} */
  const values = {};
  for (const name of data.keys()) values[name] = String(data.get(name));
  for (const many of form.querySelectorAll('[data-many]')) {
    const name = many.getAttribute('data-many') ?? '';
    values[name] = data.getAll(name).map(String);
  }
  return values;
}

/** @param {HTMLElement} element */
async function click(element) {
  const form = element.closest('form');
  const message = element.closest('[data-ts]');
  element.setAttribute('aria-busy', 'true');
  const used = {
    actionId: element.dataset.action ?? element.dataset.choose,
    ...(element instanceof HTMLSelectElement ? { value: element.value } : {}),
  };
  const home = element.closest('[data-place="home"]');
  const outcome = await (
    home !== null
      ? act('use', { ...used, place: 'home' })
      : form === null
        ? act('click', { channel, ts: message?.getAttribute('data-ts'), ...used })
        : act('use', { ...used, values: valuesOf(form) })
  ).catch(() => ({ kind: 'not-delivered' }));
  element.removeAttribute('aria-busy');
  if (element instanceof HTMLSelectElement && form === null) element.selectedIndex = 0;
  showUndelivered(form ?? home ?? message, outcome.kind !== 'acked');
}

/** Slack's own dialog before a button with `confirm`. @param {HTMLElement} button */
function ask(button) {
  const { title, text, confirm, deny, style } = JSON.parse(button.dataset.confirm ?? '{}');
  const form = document.createElement('form');
  form.method = 'dialog';
  const heading = document.createElement('h2');
  heading.id = 'confirm-title';
  heading.textContent = title;
  const words = document.createElement('p');
  words.textContent = text;
  const buttons = document.createElement('div');
  buttons.className = 'dialog-buttons';
  const no = document.createElement('button');
  no.className = 'button';
  no.value = 'no';
  no.textContent = deny;
  const yes = document.createElement('button');
  yes.className = `button ${style ?? 'primary'}`;
  yes.value = 'yes';
  yes.textContent = confirm;
  buttons.append(no, yes);
  form.append(heading, words, buttons);
  confirming.replaceChildren(form);
  confirming.returnValue = '';
  confirming.showModal();
  confirming.addEventListener(
    'close',
    () => {
      button.focus();
      if (confirming.returnValue === 'yes') void click(button);
    },
    { once: true },
  );
}

/** @param {Event} event */
function use(event) {
  const what = event.type === 'change' ? '[data-choose]' : '[data-action]';
  const element = event.target instanceof Element ? event.target.closest(what) : null;
  if (!(element instanceof HTMLElement) || element.hasAttribute('aria-busy')) return;
  if (element.dataset.confirm === undefined) void click(element);
  else ask(element);
}

for (const place of [stream, modal])
  for (const kind of ['click', 'change']) place.addEventListener(kind, use);

modal.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-close]')) void act('close', {});
});

modal.addEventListener('cancel', (event) => {
  event.preventDefault();
  void act('close', {});
});

modal.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const outcome = await act('submit', { values: valuesOf(form) }).catch(() => ({
    kind: 'not-delivered',
  }));
  for (const place of form.querySelectorAll('[data-error]'))
    place.textContent = outcome.errors?.[place.getAttribute('data-error') ?? ''] ?? '';
  showUndelivered(form, outcome.kind === 'not-delivered' || outcome.kind === 'not-acked');
});

const composer = document.getElementById('composer');
composer?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (composer.querySelector('input'));
  const text = field.value;
  field.value = '';
  const outcome = await act('say', { channel, text }).catch(() => ({ kind: 'not-delivered' }));
  const failed = outcome.kind !== 'acked' && outcome.kind !== 'nothing';
  // What did not arrive can be sent again.
  if (failed) field.value = text;
  showUndelivered(composer, failed);
});

if (tab === 'home') void act('home', {});

document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

const events = new EventSource(`/events?as=${user}&channel=${channel}&tab=${tab}`);
events.addEventListener('message', ({ data }) => {
  const state = JSON.parse(data);
  showEntries(state.entries);
  showModal(state.modal);
  status.textContent = state.status.text;
  status.className = state.status.kind;
});
events.addEventListener('error', () => {
  status.textContent = stopped ?? '';
  status.className = 'away';
});
