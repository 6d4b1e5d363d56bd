// Block Kit as HTML: the blocks that block-rules.ts lets in.

import { escapeHtml, mrkdwnHtml, type MrkdwnContext } from './mrkdwn-html.ts';
import { arrayAt, isObject, objectAt, stringAt, type Json, type JsonObject } from './json.ts';

function textHtml(value: Json | undefined, context: MrkdwnContext): string {
  if (!isObject(value)) return '';
  const text = stringAt(value, 'text') ?? '';
  return value['type'] === 'mrkdwn' ? mrkdwnHtml(text, context) : escapeHtml(text);
}

function plainText(value: JsonObject | null, key: string): string {
  return stringAt(objectAt(value ?? {}, key) ?? {}, 'text') ?? '';
}

function buttonHtml(button: JsonObject): string {
  const style = stringAt(button, 'style');
  const confirm = objectAt(button, 'confirm');
  const dialog =
    confirm === null
      ? ''
      : ` data-confirm="${escapeHtml(
          JSON.stringify({
            title: plainText(confirm, 'title'),
            text: plainText(confirm, 'text'),
            confirm: plainText(confirm, 'confirm'),
            deny: plainText(confirm, 'deny'),
            style: stringAt(confirm, 'style'),
          }),
        )}"`;
  return (
    `<button type="button" class="button ${style === 'primary' || style === 'danger' ? style : ''}" ` +
    `data-action="${escapeHtml(stringAt(button, 'action_id') ?? '')}"${dialog}>` +
    `${escapeHtml(plainText(button, 'text'))}</button>`
  );
}

function inputHtml(block: JsonObject): string {
  const element = objectAt(block, 'element') ?? {};
  const id = stringAt(block, 'block_id') ?? '';
  const field = `in-${escapeHtml(id)}`;
  const attributes =
    `id="${field}" name="${escapeHtml(id)}" aria-describedby="${field}-hint ${field}-error" ` +
    `maxlength="${Number(element['max_length'] ?? 3_000)}" ${block['optional'] === true ? '' : 'required'}` +
    (element['focus_on_load'] === true ? ' autofocus' : '');
  const control =
    element['multiline'] === true
      ? `<textarea rows="4" ${attributes}></textarea>`
      : `<input type="text" ${attributes}>`;
  return (
    `<div class="input"><label for="${field}">${escapeHtml(plainText(block, 'label'))}</label>${control}` +
    `<p class="hint" id="${field}-hint">${escapeHtml(plainText(block, 'hint'))}</p>` +
    `<p class="error" id="${field}-error" role="alert" data-error="${escapeHtml(id)}"></p></div>`
  );
}

function sectionHtml(block: JsonObject, context: MrkdwnContext): string {
  const accessory = objectAt(block, 'accessory');
  const fields = (arrayAt(block, 'fields') ?? [])
    .map((field) => `<div class="field">${textHtml(field, context)}</div>`)
    .join('');
  return (
    `<div class="section">${block['text'] === undefined ? '' : `<div>${textHtml(block['text'], context)}</div>`}` +
    `${fields === '' ? '' : `<div class="fields">${fields}</div>`}` +
    `${accessory === null ? '' : buttonHtml(accessory)}</div>`
  );
}

function blockHtml(block: JsonObject, context: MrkdwnContext): string {
  const elements = (arrayAt(block, 'elements') ?? []).filter(isObject);
  switch (stringAt(block, 'type')) {
    case 'header':
      return `<h3>${textHtml(block['text'], context)}</h3>`;
    case 'section':
      return sectionHtml(block, context);
    case 'context':
      return `<div class="context">${elements.map((element) => textHtml(element, context)).join('')}</div>`;
    case 'actions':
      return `<div class="actions">${elements.map(buttonHtml).join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'image':
      return `<figure>${escapeHtml(stringAt(block, 'alt_text') ?? '')}</figure>`;
    case 'markdown':
      return `<div class="section">${mrkdwnHtml(stringAt(block, 'text') ?? '', context)}</div>`;
    case 'input':
      return inputHtml(block);
    default:
      return '';
  }
}

/** The blocks of a message or a view. */
export function blocksHtml(blocks: readonly Json[], context: MrkdwnContext): string {
  return blocks
    .filter(isObject)
    .map((block) => blockHtml(block, context))
    .join('');
}
