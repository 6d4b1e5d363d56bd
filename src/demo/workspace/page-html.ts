// The page as one person sees it: who they are, the channel with its threads and what only they see, and their modal.

import type { Language } from '../../views/text/language.ts';
import { blocksHtml } from './block-html.ts';
import { arrayAt, objectAt, stringAt, type Json } from './json.ts';
import { escapeHtml, mrkdwnHtml, type MrkdwnContext } from './mrkdwn-html.ts';
import { pageTexts, type PageText } from './page-text.ts';
import type { Workspace } from './workspace.ts';
import { topModal, type Ephemeral, type WorkspaceMessage, type WorkspaceUser } from './workspace-state.ts';

export type Reader = {
  readonly user: string;
  readonly channel: string;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  readonly tab: 'channel' | 'home';
  /** What a message time stamp is shown as. */
  readonly timeOf: (realMs: number) => number;
};

/** What the page is brought up to date with: messages by id, the modal, the state of the connection. */
export type PageState = {
  readonly entries: readonly { readonly id: string; readonly html: string }[];
  readonly modal: string;
  readonly status: { readonly kind: 'connected' | 'away'; readonly text: string };
};

/** Old whispers are only noise: the last two stay. */
const SHOWN_EPHEMERALS = 2;

function contextOf({ state, baseUrl }: Workspace, { user, language, timeZone }: Reader): MrkdwnContext {
  const query = (channel: string): string => `?as=${encodeURIComponent(user)}&channel=${channel}`;
  return {
    language,
    timeZone,
    nameOf: (id) => state.users.get(id)?.realName ?? id,
    channelOf: (id) => state.channels.get(id)?.name ?? id,
    placeOf: (url) => {
      const [, channel, seconds, micros] =
        (url.startsWith(baseUrl) ? /archives\/([A-Z0-9]+)\/p(\d+)(\d{6})/.exec(url) : null) ?? [];
      return channel === undefined ? null : `${query(channel)}#m-${seconds}-${micros}`;
    },
  };
}

function initials(name: string): string {
  const letters = name.split(' ').map((word) => word.charAt(0));
  return letters.slice(0, 2).join('').toUpperCase();
}

function avatarHtml(user: WorkspaceUser | undefined, id: string): string {
  const hue = [...id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 360, 7);
  const bot = user?.kind === 'bot' ? ' bot' : '';
  return `<span class="avatar${bot}" data-hue="${Math.round(hue / 45) % 8}" aria-hidden="true">${escapeHtml(
    initials(user?.realName ?? id),
  )}</span>`;
}

function clockHtml(ts: string, { language, timeZone, timeOf }: Reader): string {
  const at = timeOf(Number(ts) * 1_000);
  const time = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return `<time class="at" datetime="${new Date(at).toISOString()}">${time}</time>`;
}

/** A picture is shown, any other file is a link that opens its text. */
function filesHtml(ids: readonly string[], { state }: Workspace): string {
  return ids
    .map((id) => {
      const file = state.files.get(id);
      if (file === undefined) return '';
      const name = escapeHtml(file.title);
      if (/\.(?:png|jpe?g)$/.test(file.name))
        return `<figure class="file"><img src="/file/${id}" alt="${escapeHtml(file.altText)}"><figcaption>${name}</figcaption></figure>`;
      return `<p class="file"><a href="/file/${id}" target="_blank">${name}</a></p>`;
    })
    .join('');
}

type Shown = {
  readonly author: string;
  readonly files?: readonly string[];
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Json[];
};

function bodyHtml(shown: Shown, note: string, workspace: Workspace, reader: Reader): string {
  const text = pageTexts[reader.language];
  const context = contextOf(workspace, reader);
  const user = workspace.state.users.get(shown.author);
  const badge = user?.kind === 'bot' ? `<span class="badge">${text.app}</span>` : '';
  const content =
    shown.blocks.length === 0 ? mrkdwnHtml(shown.text, context) : blocksHtml(shown.blocks, context);
  return (
    `${avatarHtml(user, shown.author)}<div class="body"><p class="who"><b>${escapeHtml(
      user?.realName ?? shown.author,
    )}</b>${badge}${clockHtml(shown.ts, reader)}${note}</p><div class="content">${content}${filesHtml(shown.files ?? [], workspace)}</div>` +
    '<p class="undelivered" role="alert" hidden></p></div>'
  );
}

function messageHtml(message: WorkspaceMessage, workspace: Workspace, reader: Reader): string {
  const text = pageTexts[reader.language];
  const replies = workspace.thread(message.channel, message.ts);
  const edited = message.editedTs === null ? '' : `<span class="note">${text.edited}</span>`;
  const thread =
    replies.length === 0
      ? ''
      : `<details class="thread" open><summary>${text.replies(replies.length)}</summary>${replies
          .map(
            (reply) =>
              `<div class="reply" data-ts="${reply.ts}">${bodyHtml(reply, '', workspace, reader)}</div>`,
          )
          .join('')}</details>`;
  return `<div class="message" data-ts="${message.ts}">${bodyHtml(message, edited, workspace, reader)}</div>${thread}`;
}

function ephemeralHtml(ephemeral: Ephemeral, workspace: Workspace, reader: Reader): string {
  const note = `<span class="note">${pageTexts[reader.language].onlyYou}</span>`;
  const shown = { ...ephemeral, author: workspace.state.botUserId };
  return `<div class="message ephemeral" role="status" data-ts="${ephemeral.ts}">${bodyHtml(shown, note, workspace, reader)}</div>`;
}

function modalHtml(workspace: Workspace, reader: Reader): string {
  const open = topModal(workspace.state, reader.user);
  if (open === null) return '';
  const { view } = open;
  const label = (key: string): string => escapeHtml(stringAt(objectAt(view, key) ?? {}, 'text') ?? '');
  const close = label('close') === '' ? pageTexts[reader.language].close : label('close');
  const submit =
    view['submit'] === undefined ? '' : `<button class="button primary">${label('submit')}</button>`;
  return (
    `<form method="dialog" data-view="${open.id}-${open.hash}"><h2 id="modal-title" tabindex="-1">${label('title')}</h2>` +
    blocksHtml(arrayAt(view, 'blocks') ?? [], contextOf(workspace, reader), 'h3') +
    '<p class="undelivered" role="alert" hidden></p>' +
    `<div class="dialog-buttons"><button type="button" class="button" data-close>${close}</button>${submit}</div></form>`
  );
}

/** The app's Home as that person sees it. */
function homeHtml(workspace: Workspace, reader: Reader): string {
  const home = workspace.state.homes.get(reader.user);
  if (home === undefined) return `<p class="hint">${pageTexts[reader.language].homeEmpty}</p>`;
  const blocks = arrayAt(home.view, 'blocks') ?? [];
  return (
    `<div class="home" data-place="home">${blocksHtml(blocks, contextOf(workspace, reader))}` +
    '<p class="undelivered" role="alert" hidden></p></div>'
  );
}

function channelEntries(workspace: Workspace, reader: Reader): PageState['entries'] {
  const entries = [
    ...workspace.messages(reader.channel).map((message) => ({
      ts: message.ts,
      html: messageHtml(message, workspace, reader),
    })),
    ...workspace
      .ephemerals(reader.user)
      .filter(({ channel }) => channel === reader.channel)
      .slice(-SHOWN_EPHEMERALS)
      .map((ephemeral) => ({ ts: ephemeral.ts, html: ephemeralHtml(ephemeral, workspace, reader) })),
  ].sort((left, right) => Number(left.ts) - Number(right.ts));
  return entries.map(({ ts, html }) => ({ id: `m-${ts.replace('.', '-')}`, html }));
}

export function pageState(workspace: Workspace, reader: Reader): PageState {
  const text = pageTexts[reader.language];
  const sockets = workspace.sockets.count();
  return {
    entries:
      reader.tab === 'home'
        ? [{ id: 'home', html: homeHtml(workspace, reader) }]
        : channelEntries(workspace, reader),
    modal: modalHtml(workspace, reader),
    status:
      sockets === 0
        ? { kind: 'away', text: text.away }
        : { kind: 'connected', text: text.connected(sockets) },
  };
}

function tabsHtml(workspace: Workspace, reader: Reader, text: PageText): string {
  const shown = [...workspace.state.channels.values()].filter(
    ({ id, directTo, isPrivate }) =>
      directTo === reader.user ||
      (directTo === null && !isPrivate && (id === reader.channel || workspace.messages(id).length > 0)),
  );
  const tab = (label: string, query: string, current: boolean): string =>
    `<a href="?as=${reader.user}&amp;${query}"${current ? ' aria-current="page"' : ''}>${escapeHtml(label)}</a>`;
  const channels = shown.map(({ id, name, directTo }) =>
    tab(
      directTo === null ? `#${name}` : text.direct,
      `channel=${id}`,
      reader.tab === 'channel' && reader.channel === id,
    ),
  );
  return `<div class="tabs">${channels.join('')}${tab(text.home, 'tab=home', reader.tab === 'home')}</div>`;
}

function composerHtml(reader: Reader, text: PageText): string {
  if (reader.tab === 'home') return '';
  return (
    `<form id="composer"><label for="words">${text.compose}</label>` +
    `<input id="words" name="words" autocomplete="off" spellcheck="false" placeholder="${text.composeHint}" enterkeyhint="send">` +
    `<button class="button primary">${text.send}</button><p class="undelivered" role="alert" hidden></p></form>`
  );
}

function switcherHtml(workspace: Workspace, reader: Reader, text: PageText): string {
  return [...workspace.state.users.values()]
    .filter(({ kind, deleted }) => kind !== 'bot' && !deleted)
    .map((user) => {
      const current = user.id === reader.user ? ' aria-current="true"' : '';
      const role = text.roles[user.id] ?? '';
      return (
        `<a href="?as=${user.id}${reader.tab === 'home' ? '&amp;tab=home' : ''}"${current}>${avatarHtml(user, user.id)}` +
        `<span><b>${escapeHtml(user.realName)}</b><small>${escapeHtml(role)}</small></span></a>`
      );
    })
    .join('');
}

/** The whole document; the script only brings what follows. */
export function pageHtml(workspace: Workspace, reader: Reader): string {
  const text = pageTexts[reader.language];
  const state = pageState(workspace, reader);
  const channel = workspace.state.channels.get(reader.channel)?.name ?? reader.channel;
  const entries = state.entries.map(({ id, html }) => `<article id="${id}">${html}</article>`).join('');
  return `<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>#${escapeHtml(channel)} · ${text.title}</title>
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page-client.js"></script>
</head>
<body data-user="${reader.user}" data-channel="${reader.channel}" data-tab="${reader.tab}" data-undelivered="${text.notDelivered}" data-stopped="${text.stopped}">
<nav aria-label="${text.you}"><p class="label">${text.you}</p>${switcherHtml(workspace, reader, text)}</nav>
<main>
<header><h1><span aria-hidden="true">#</span>${escapeHtml(channel)}</h1><p>${text.local}</p>${tabsHtml(workspace, reader, text)}
<p id="status" class="${state.status.kind}" role="status">${state.status.text}</p></header>
<section id="stream" aria-label="#${escapeHtml(channel)}">${entries}</section>
<p id="empty">${text.empty}</p>
${composerHtml(reader, text)}
</main>
<dialog id="modal" aria-labelledby="modal-title">${state.modal}</dialog>
<dialog id="confirm" aria-labelledby="confirm-title"></dialog>
</body>
</html>
`;
}
