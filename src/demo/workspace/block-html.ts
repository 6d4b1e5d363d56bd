// Block Kit as HTML: the blocks that block-rules.ts lets in.

import { actionHtml, inputHtml } from './element-html.ts';
import { dateHtml, escapeHtml, mrkdwnHtml, type MrkdwnContext } from './mrkdwn-html.ts';
import type { Language } from '../../views/text/language.ts';
import { arrayAt, isObject, objectAt, stringAt, type Json, type JsonObject } from './json.ts';

function textHtml(value: Json | undefined, context: MrkdwnContext): string {
  if (!isObject(value)) return '';
  const text = stringAt(value, 'text') ?? '';
  return value['type'] === 'mrkdwn' ? mrkdwnHtml(text, context) : escapeHtml(text);
}

const statusMarks: Readonly<Record<string, string>> = {
  pending: '○',
  in_progress: '◐',
  complete: '●',
  error: '✕',
};

/** Every text and date inside a rich_text, one after the other. */
function richTextHtml(value: Json | undefined, context: MrkdwnContext): string {
  if (Array.isArray(value)) return value.map((item: Json) => richTextHtml(item, context)).join('');
  if (!isObject(value)) return '';
  const { timestamp } = value;
  if (value['type'] === 'date' && typeof timestamp === 'number') return dateHtml(String(timestamp), context);
  return escapeHtml(stringAt(value, 'text') ?? '') + richTextHtml(value['elements'], context);
}

const statusWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { pending: 'pending', in_progress: 'in progress', complete: 'complete', error: 'error' },
  ko: { pending: '대기', in_progress: '진행 중', complete: '완료', error: '오류' },
};

function planHtml(block: JsonObject, context: MrkdwnContext): string {
  const tasks = (arrayAt(block, 'tasks') ?? []).filter(isObject).map((task) => {
    const status = stringAt(task, 'status') ?? '';
    const details = [task['details'], task['output']]
      .map((part) => richTextHtml(part, context))
      .filter((html) => html !== '');
    const word = statusWords[context.language][status] ?? '';
    return (
      `<li class="task ${escapeHtml(status)}"><span role="img" aria-label="${word}">${statusMarks[status] ?? ''}</span>` +
      `<div>${escapeHtml(stringAt(task, 'title') ?? '')}` +
      `${details.map((html) => `<small>${html}</small>`).join('')}</div></li>`
    );
  });
  return `<div class="plan"><b>${escapeHtml(stringAt(block, 'title') ?? '')}</b><ul>${tasks.join('')}</ul></div>`;
}

function sectionHtml(block: JsonObject, context: MrkdwnContext): string {
  const accessory = objectAt(block, 'accessory');
  const fields = (arrayAt(block, 'fields') ?? [])
    .map((field) => `<div class="field">${textHtml(field, context)}</div>`)
    .join('');
  return (
    `<div class="section">${block['text'] === undefined ? '' : `<div>${textHtml(block['text'], context)}</div>`}` +
    `${fields === '' ? '' : `<div class="fields">${fields}</div>`}` +
    `${accessory === null ? '' : actionHtml(accessory)}</div>`
  );
}

/** A picture that went up as a file is this machine's own; another one is only named. */
function imageHtml(block: JsonObject): string {
  const alt = escapeHtml(stringAt(block, 'alt_text') ?? '');
  const file = stringAt(objectAt(block, 'slack_file') ?? {}, 'id');
  return file === null
    ? `<figure>${alt}</figure>`
    : `<figure><img src="/file/${escapeHtml(file)}" alt="${alt}"></figure>`;
}

function blockHtml(block: JsonObject, context: MrkdwnContext, heading: Heading): string {
  const elements = (arrayAt(block, 'elements') ?? []).filter(isObject);
  switch (stringAt(block, 'type')) {
    case 'header':
      return `<${heading}>${textHtml(block['text'], context)}</${heading}>`;
    case 'section':
      return sectionHtml(block, context);
    case 'context':
      return `<div class="context">${elements.map((element) => textHtml(element, context)).join('')}</div>`;
    case 'actions':
      return `<div class="actions">${elements.map(actionHtml).join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'image':
      return imageHtml(block);
    case 'markdown':
      return `<div class="section">${mrkdwnHtml(stringAt(block, 'text') ?? '', context)}</div>`;
    case 'plan':
      return planHtml(block, context);
    case 'input':
      return inputHtml(block);
    default:
      return '';
  }
}

/** What a header block is: a modal has a title above it. */
type Heading = 'h2' | 'h3';

/** The blocks of a message or a view. */
export function blocksHtml(blocks: readonly Json[], context: MrkdwnContext, heading: Heading = 'h2'): string {
  return blocks
    .filter(isObject)
    .map((block) => blockHtml(block, context, heading))
    .join('');
}
