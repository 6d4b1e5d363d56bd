// Slack's rules for what stands inside a block: texts, buttons, menus and inputs. A property that Slack does not document
// is refused, as Slack does; an element that we never send is unknown here. Numbers: Slack's reference pages, 22 Nov 2026.

import { arrayAt, isObject, stringAt, type Json, type JsonObject } from './json.ts';

export type Problem = (pointer: string, what: string) => void;

type TextRule = { readonly max: number; readonly plainOnly: boolean };

export function checkText(value: Json | undefined, rule: TextRule, at: string, problem: Problem): void {
  if (!isObject(value)) return problem(at, 'missing required text object');
  const type = stringAt(value, 'type');
  const allowed = type === 'mrkdwn' ? ['type', 'text', 'verbatim'] : ['type', 'text', 'emoji'];
  if (type !== 'plain_text' && (rule.plainOnly || type !== 'mrkdwn'))
    problem(`${at}/type`, `unsupported type: ${String(type)}`);
  checkProperties(value, allowed, at, problem);
  const text = stringAt(value, 'text');
  if (text === null || text.length === 0) problem(`${at}/text`, 'must be more than 0 characters');
  else if (text.length > rule.max) problem(`${at}/text`, `must be less than ${rule.max + 1} characters`);
}

export function checkProperties(
  object: JsonObject,
  allowed: readonly string[],
  at: string,
  problem: Problem,
): void {
  for (const key of Object.keys(object))
    if (!allowed.includes(key)) problem(`${at}/${key}`, `invalid additional property: ${key}`);
}

export function checkString(
  object: JsonObject,
  key: string,
  rule: { readonly max: number; readonly required: boolean },
  at: string,
  problem: Problem,
): void {
  const value = object[key];
  if (value === undefined) {
    if (rule.required) problem(at, `missing required field: ${key}`);
  } else if (typeof value !== 'string') problem(`${at}/${key}`, 'must be a string');
  else if (value.length > rule.max) problem(`${at}/${key}`, `must be less than ${rule.max + 1} characters`);
}

function checkConfirm(confirm: JsonObject, at: string, problem: Problem): void {
  checkProperties(confirm, ['title', 'text', 'confirm', 'deny', 'style'], at, problem);
  checkText(confirm['title'], { max: 100, plainOnly: true }, `${at}/title`, problem);
  checkText(confirm['text'], { max: 300, plainOnly: false }, `${at}/text`, problem);
  checkText(confirm['confirm'], { max: 30, plainOnly: true }, `${at}/confirm`, problem);
  checkText(confirm['deny'], { max: 30, plainOnly: true }, `${at}/deny`, problem);
  checkStyle(confirm, at, problem);
}

function checkStyle(object: JsonObject, at: string, problem: Problem): void {
  const style = object['style'];
  if (style !== undefined && style !== 'primary' && style !== 'danger')
    problem(`${at}/style`, `invalid value: ${String(style)}`);
}

const buttonProperties = ['text', 'url', 'value', 'style', 'confirm', 'accessibility_label'];

function checkButton(element: JsonObject, at: string, problem: Problem): void {
  checkText(element['text'], { max: 75, plainOnly: true }, `${at}/text`, problem);
  checkString(element, 'value', { max: 2_000, required: false }, at, problem);
  checkString(element, 'url', { max: 3_000, required: false }, at, problem);
  checkString(element, 'accessibility_label', { max: 75, required: false }, at, problem);
  checkStyle(element, at, problem);
}

function checkPlaceholder(element: JsonObject, at: string, problem: Problem): void {
  if (element['placeholder'] !== undefined)
    checkText(element['placeholder'], { max: 150, plainOnly: true }, `${at}/placeholder`, problem);
}

function checkTextInput(element: JsonObject, at: string, problem: Problem): void {
  for (const key of ['min_length', 'max_length']) {
    const value = element[key];
    if (value !== undefined && (typeof value !== 'number' || value < 0 || value > 3_000))
      problem(`${at}/${key}`, 'must be between 0 and 3000');
  }
  checkPlaceholder(element, at, problem);
}

function checkOption(option: Json, at: string, problem: Problem): void {
  if (!isObject(option)) return problem(at, 'must be an object');
  checkProperties(option, ['text', 'value', 'description', 'url'], at, problem);
  checkText(option['text'], { max: 75, plainOnly: false }, `${at}/text`, problem);
  checkString(option, 'value', { max: 150, required: true }, at, problem);
  if (option['description'] !== undefined)
    checkText(option['description'], { max: 75, plainOnly: false }, `${at}/description`, problem);
}

type OptionCount = { readonly min: number; readonly max: number };

function checkOptions(element: JsonObject, count: OptionCount, at: string, problem: Problem): void {
  const options = arrayAt(element, 'options') ?? [];
  if (options.length < count.min || options.length > count.max)
    problem(`${at}/options`, `must provide between ${count.min} and ${count.max} options`);
  options.forEach((option, index) => checkOption(option, `${at}/options/${index}`, problem));
}

const values = (options: readonly Json[]): readonly (string | null)[] =>
  options.map((option) => (isObject(option) ? stringAt(option, 'value') : null));

/** Every initial option must be one of the options, and no value may occur twice. */
function checkValues(element: JsonObject, all: readonly Json[], at: string, problem: Problem): void {
  const known = values(all);
  if (new Set(known).size < known.length) problem(`${at}/options`, 'values must be unique');
  const initial = [...(arrayAt(element, 'initial_options') ?? []), element['initial_option'] ?? null];
  for (const value of values(initial.filter(isObject)))
    if (!known.includes(value)) problem(`${at}/initial_options`, 'invalid initial option');
}

/** A menu holds either options or groups of them, never both. */
function checkSelect(element: JsonObject, at: string, problem: Problem): void {
  checkPlaceholder(element, at, problem);
  const groups = arrayAt(element, 'option_groups');
  if ((groups === null) === (arrayAt(element, 'options') === null))
    problem(at, 'must provide either options or option_groups');
  if (groups === null) {
    checkOptions(element, { min: 1, max: 100 }, at, problem);
    return checkValues(element, arrayAt(element, 'options') ?? [], at, problem);
  }
  if (groups.length < 1 || groups.length > 100)
    problem(`${at}/option_groups`, 'must provide between 1 and 100 groups');
  groups.forEach((group, index) => {
    const place = `${at}/option_groups/${index}`;
    if (!isObject(group)) return problem(place, 'must be an object');
    checkProperties(group, ['label', 'options'], place, problem);
    checkText(group['label'], { max: 75, plainOnly: true }, `${place}/label`, problem);
    checkOptions(group, { min: 1, max: 100 }, place, problem);
  });
  const all = groups.flatMap((group) => (isObject(group) ? (arrayAt(group, 'options') ?? []) : []));
  checkValues(element, all, at, problem);
}

function checkChoices(element: JsonObject, at: string, problem: Problem): void {
  checkOptions(element, { min: 1, max: 10 }, at, problem);
  checkValues(element, arrayAt(element, 'options') ?? [], at, problem);
}

function checkDate(element: JsonObject, at: string, problem: Problem): void {
  checkPlaceholder(element, at, problem);
  const date = element['initial_date'];
  if (date !== undefined && (typeof date !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(date)))
    problem(`${at}/initial_date`, 'must be a date such as 2026-11-22');
}

type ElementRule = {
  /** `action`: clicks are sent at once; `input`: inside an input block. */
  readonly places: readonly ('action' | 'input')[];
  readonly properties: readonly string[];
  readonly check: (element: JsonObject, at: string, problem: Problem) => void;
};

const select = ['options', 'option_groups', 'placeholder', 'confirm', 'focus_on_load'];

const elements: Readonly<Record<string, ElementRule>> = {
  button: { places: ['action'], properties: buttonProperties, check: checkButton },
  overflow: {
    places: ['action'],
    properties: ['options', 'confirm'],
    check: (element, at, problem) => checkOptions(element, { min: 1, max: 5 }, at, problem),
  },
  static_select: {
    places: ['action', 'input'],
    properties: [...select, 'initial_option'],
    check: checkSelect,
  },
  multi_static_select: {
    places: ['input'],
    properties: [...select, 'initial_options', 'max_selected_items'],
    check: checkSelect,
  },
  checkboxes: {
    places: ['action', 'input'],
    properties: ['options', 'initial_options', 'confirm', 'focus_on_load'],
    check: checkChoices,
  },
  radio_buttons: {
    places: ['action', 'input'],
    properties: ['options', 'initial_option', 'confirm', 'focus_on_load'],
    check: checkChoices,
  },
  datepicker: {
    places: ['action', 'input'],
    properties: ['initial_date', 'placeholder', 'confirm', 'focus_on_load'],
    check: checkDate,
  },
  plain_text_input: {
    places: ['input'],
    properties: [
      'initial_value',
      'multiline',
      'min_length',
      'max_length',
      'dispatch_action_config',
      'focus_on_load',
      'placeholder',
    ],
    check: checkTextInput,
  },
};

/** One interactive element where it stands. */
export function checkElement(
  element: Json | undefined,
  place: 'action' | 'input',
  at: string,
  problem: Problem,
): void {
  const type = isObject(element) ? (stringAt(element, 'type') ?? '') : '';
  const rule = elements[type];
  if (!isObject(element) || rule === undefined || !rule.places.includes(place))
    return problem(`${at}/type`, `unsupported type: ${type}`);
  checkProperties(element, ['type', 'action_id', ...rule.properties], at, problem);
  checkString(element, 'action_id', { max: 255, required: false }, at, problem);
  const confirm = element['confirm'];
  if (isObject(confirm)) checkConfirm(confirm, `${at}/confirm`, problem);
  else if (confirm !== undefined) problem(`${at}/confirm`, 'must be an object');
  rule.check(element, at, problem);
}
