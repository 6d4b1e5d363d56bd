// Interactive elements as HTML controls of the page: buttons with their dialog, menus, choices and text. A menu of many
// is a list of boxes to tick: it works by keyboard and on a phone.

import { optionsOf } from './element-values.ts';
import { arrayAt, isObject, objectAt, stringAt, type JsonObject } from './json.ts';
import { escapeHtml } from './mrkdwn-html.ts';

export function plainText(value: JsonObject | null, key: string): string {
  return stringAt(objectAt(value ?? {}, key) ?? {}, 'text') ?? '';
}

function confirmData(element: JsonObject): string {
  const confirm = objectAt(element, 'confirm');
  if (confirm === null) return '';
  const dialog = {
    title: plainText(confirm, 'title'),
    text: plainText(confirm, 'text'),
    confirm: plainText(confirm, 'confirm'),
    deny: plainText(confirm, 'deny'),
    style: stringAt(confirm, 'style'),
  };
  return ` data-confirm="${escapeHtml(JSON.stringify(dialog))}"`;
}

function buttonHtml(button: JsonObject): string {
  const style = stringAt(button, 'style');
  const url = stringAt(button, 'url');
  if (url !== null && /^https?:\/\//.test(url))
    return `<a class="button" href="${escapeHtml(url)}">${escapeHtml(plainText(button, 'text'))}</a>`;
  return (
    `<button type="button" class="button ${style === 'primary' || style === 'danger' ? style : ''}" ` +
    `data-action="${escapeHtml(stringAt(button, 'action_id') ?? '')}"${confirmData(button)}>` +
    `${escapeHtml(plainText(button, 'text'))}</button>`
  );
}

function optionHtml(option: JsonObject, chosen: readonly (string | null)[]): string {
  const value = stringAt(option, 'value') ?? '';
  const selected = chosen.includes(value) ? ' selected' : '';
  return `<option value="${escapeHtml(value)}"${selected}>${escapeHtml(plainText(option, 'text'))}</option>`;
}

function chosenValues(element: JsonObject): readonly (string | null)[] {
  const one = objectAt(element, 'initial_option');
  return [...(arrayAt(element, 'initial_options') ?? []), ...(one === null ? [] : [one])]
    .filter(isObject)
    .map((option) => stringAt(option, 'value'));
}

function selectHtml(element: JsonObject, attributes: string): string {
  const groups = (arrayAt(element, 'option_groups') ?? []).filter(isObject);
  const chosen = chosenValues(element);
  const items = (holder: JsonObject): string =>
    optionsOf(holder)
      .map((option) => optionHtml(option, chosen))
      .join('');
  const placeholder =
    chosen.length > 0
      ? ''
      : `<option value="" disabled selected>${escapeHtml(plainText(element, 'placeholder'))}</option>`;
  const body =
    groups.length === 0
      ? items(element)
      : groups
          .map(
            (group) =>
              `<optgroup label="${escapeHtml(plainText(group, 'label'))}">${items(group)}</optgroup>`,
          )
          .join('');
  return `<select ${attributes}>${placeholder}${body}</select>`;
}

/** Menus, overflow menus and buttons where using them is a click. */
export function actionHtml(element: JsonObject): string {
  const type = stringAt(element, 'type');
  if (type === 'button') return buttonHtml(element);
  if (type !== 'static_select' && type !== 'overflow') return '';
  const label = plainText(element, 'placeholder');
  const shown = type === 'overflow' ? { ...element, placeholder: { text: '⋯' } } : element;
  return selectHtml(
    shown,
    `class="menu" aria-label="${escapeHtml(label === '' ? '⋯' : label)}" ` +
      `data-choose="${escapeHtml(stringAt(element, 'action_id') ?? '')}"${confirmData(element)}`,
  );
}

function choicesHtml(block: JsonObject, element: JsonObject, field: string): string {
  const id = escapeHtml(stringAt(block, 'block_id') ?? '');
  const chosen = chosenValues(element);
  const kind = element['type'] === 'radio_buttons' ? 'radio' : 'checkbox';
  const choice = (option: JsonObject): string => {
    const value = stringAt(option, 'value') ?? '';
    const description = plainText(option, 'description');
    return (
      `<label class="choice"><input type="${kind}" name="${id}" value="${escapeHtml(value)}"` +
      `${chosen.includes(value) ? ' checked' : ''}><span>${escapeHtml(plainText(option, 'text'))}` +
      `${description === '' ? '' : `<small>${escapeHtml(description)}</small>`}</span></label>`
    );
  };
  const groups = (arrayAt(element, 'option_groups') ?? []).filter(isObject);
  const body =
    groups.length === 0
      ? optionsOf(element).map(choice).join('')
      : groups
          .map(
            (group) =>
              `<fieldset><legend>${escapeHtml(plainText(group, 'label'))}</legend>${optionsOf(group)
                .map(choice)
                .join('')}</fieldset>`,
          )
          .join('');
  return (
    `<fieldset class="choices" data-many="${id}" aria-describedby="${field}-hint ${field}-error">` +
    `<legend>${escapeHtml(plainText(block, 'label'))}</legend>${body}</fieldset>`
  );
}

function singleHtml(block: JsonObject, element: JsonObject, field: string): string {
  const attributes =
    `id="${field}" name="${escapeHtml(stringAt(block, 'block_id') ?? '')}" ` +
    `aria-describedby="${field}-hint ${field}-error" ${block['optional'] === true ? '' : 'required'}` +
    (element['focus_on_load'] === true ? ' autofocus' : '');
  const label = `<label for="${field}">${escapeHtml(plainText(block, 'label'))}</label>`;
  const type = stringAt(element, 'type');
  if (type === 'static_select') return label + selectHtml(element, attributes);
  if (type === 'datepicker')
    return `${label}<input type="date" value="${escapeHtml(stringAt(element, 'initial_date') ?? '')}" ${attributes}>`;
  const limit = `maxlength="${Number(element['max_length'] ?? 3_000)}"`;
  const initial = escapeHtml(stringAt(element, 'initial_value') ?? '');
  return element['multiline'] === true
    ? `${label}<textarea rows="4" ${limit} ${attributes}>${initial}</textarea>`
    : `${label}<input type="text" value="${initial}" ${limit} ${attributes}>`;
}

export function inputHtml(block: JsonObject): string {
  const element = objectAt(block, 'element') ?? {};
  const id = escapeHtml(stringAt(block, 'block_id') ?? '');
  const field = `in-${id}`;
  const many = ['multi_static_select', 'checkboxes', 'radio_buttons'].includes(
    stringAt(element, 'type') ?? '',
  );
  return (
    `<div class="input">${many ? choicesHtml(block, element, field) : singleHtml(block, element, field)}` +
    `<p class="hint" id="${field}-hint">${escapeHtml(plainText(block, 'hint'))}</p>` +
    `<p class="error" id="${field}-error" role="alert" data-error="${id}"></p></div>`
  );
}
