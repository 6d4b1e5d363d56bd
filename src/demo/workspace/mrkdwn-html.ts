// Slack's mrkdwn as HTML. Everything that is not a mark of mrkdwn is text: it is decoded once and escaped for HTML, so
// nothing that an app sends becomes markup of this page.

import type { Language } from '../../views/text/language.ts';

export type MrkdwnContext = {
  readonly language: Language;
  /** IANA name of the reader's zone. */
  readonly timeZone: string;
  /** The shown name of a user id. */
  readonly nameOf: (user: string) => string;
  /** The shown name of a channel id. */
  readonly channelOf: (channel: string) => string;
  /** Where on this page the message of a permalink is, or null for every other address. */
  readonly placeOf: (url: string) => string | null;
};

const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => htmlEscapes[char] ?? char);
}

function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `{date_short_pretty} {time}` in the reader's own zone. */
export function dateHtml(
  epoch: string,
  { language, timeZone }: Pick<MrkdwnContext, 'language' | 'timeZone'>,
): string {
  const at = Number(epoch) * 1_000;
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const shown = new Intl.DateTimeFormat(locale, {
    timeZone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  return `<time datetime="${new Date(at).toISOString()}">${escapeHtml(shown)}</time>`;
}

function tokenHtml(token: string, context: MrkdwnContext): string {
  const [, epoch] = /^!date\^(\d+)\^/.exec(token) ?? [];
  if (epoch !== undefined) return dateHtml(epoch, context);
  const [, user] = /^@([UW][A-Z0-9]+)/.exec(token) ?? [];
  if (user !== undefined) return `<span class="mention">@${escapeHtml(context.nameOf(user))}</span>`;
  const [, channel] = /^#([CG][A-Z0-9]+)/.exec(token) ?? [];
  if (channel !== undefined) return `<span class="mention">#${escapeHtml(context.channelOf(channel))}</span>`;
  if (token.startsWith('!'))
    return `<span class="mention">@${escapeHtml(token.slice(1).split('|')[0] ?? '')}</span>`;
  const [url = '', label = url] = token.split('|');
  if (!/^https?:\/\//.test(url)) return escapeHtml(`<${token}>`);
  const place = context.placeOf(decode(url));
  if (place !== null) return `<a href="${escapeHtml(place)}">${escapeHtml(decode(label))}</a>`;
  return `<a href="${escapeHtml(url)}" rel="noreferrer" target="_blank">${escapeHtml(decode(label))}</a>`;
}

/** Marks inside one line: code, tokens, bold, italic, strike; in that order, because code holds no marks. */
function lineHtml(line: string, context: MrkdwnContext): string {
  return line
    .split(/(`[^`]+`|<[^<>]+>)/)
    .map((part) => {
      if (part.startsWith('`') && part.endsWith('`') && part.length > 2)
        return `<code>${escapeHtml(decode(part.slice(1, -1)))}</code>`;
      if (part.startsWith('<') && part.endsWith('>')) return tokenHtml(part.slice(1, -1), context);
      return escapeHtml(decode(part));
    })
    .join('')
    .replace(/(^|[\s(])\*(\S(?:.*?\S)?)\*(?=$|[\s).,:;])/g, '$1<b>$2</b>')
    .replace(/(^|[\s(])_(\S(?:.*?\S)?)_(?=$|[\s).,:;])/g, '$1<i>$2</i>')
    .replace(/(^|[\s(])~(\S(?:.*?\S)?)~(?=$|[\s).,:;])/g, '$1<s>$2</s>');
}

/** Lines that begin with `>` are quotes, lines that begin with `•` are items of a list. */
export function mrkdwnHtml(text: string, context: MrkdwnContext): string {
  return text
    .split('\n')
    .map((line) => {
      const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line)?.[1];
      if (quoted !== undefined) return `<span class="quote">${lineHtml(quoted, context)}</span>`;
      const item = /^• ?(.*)$/.exec(line)?.[1];
      if (item !== undefined) return `<span class="item">${lineHtml(item, context)}</span>`;
      return `<span class="line">${lineHtml(line, context)}</span>`;
    })
    .join('');
}
