// Slack's rules for the Block Kit that Stagger uses: which properties exist, how long texts may be, how many of each.
// A property that Slack does not document is refused, as Slack does; a block type that we never send is unknown here.
// Numbers are those of Slack's reference pages, read 22 Nov 2026.

import { arrayAt, isObject, objectAt, stringAt, type Json, type JsonObject } from './json.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Slack's undocumented total for messages (bolt-js#2509, #2867). */
const MESSAGE_CHARS = 12_000;
const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

type Problem = (pointer: string, what: string) => void;

type TextRule = { readonly max: number; readonly plainOnly: boolean };

function checkText(value: Json | undefined, rule: TextRule, at: string, problem: Problem): void {
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

function checkProperties(object: JsonObject, allowed: readonly string[], at: string, problem: Problem): void {
  for (const key of Object.keys(object))
    if (!allowed.includes(key)) problem(`${at}/${key}`, `invalid additional property: ${key}`);
}

function checkString(
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

const buttonProperties = [
  'type',
  'text',
  'action_id',
  'url',
  'value',
  'style',
  'confirm',
  'accessibility_label',
];

function checkButton(element: JsonObject, at: string, problem: Problem): void {
  checkProperties(element, buttonProperties, at, problem);
  checkText(element['text'], { max: 75, plainOnly: true }, `${at}/text`, problem);
  checkString(element, 'action_id', { max: 255, required: false }, at, problem);
  checkString(element, 'value', { max: 2_000, required: false }, at, problem);
  checkString(element, 'url', { max: 3_000, required: false }, at, problem);
  checkString(element, 'accessibility_label', { max: 75, required: false }, at, problem);
  checkStyle(element, at, problem);
  const confirm = element['confirm'];
  if (confirm === undefined) return;
  if (isObject(confirm)) checkConfirm(confirm, `${at}/confirm`, problem);
  else problem(`${at}/confirm`, 'must be an object');
}

const inputProperties = [
  'type',
  'action_id',
  'initial_value',
  'multiline',
  'min_length',
  'max_length',
  'dispatch_action_config',
  'focus_on_load',
  'placeholder',
];

function checkTextInput(element: JsonObject, at: string, problem: Problem): void {
  if (stringAt(element, 'type') !== 'plain_text_input')
    problem(`${at}/type`, `unsupported type: ${String(element['type'])}`);
  checkProperties(element, inputProperties, at, problem);
  for (const key of ['min_length', 'max_length']) {
    const value = element[key];
    if (value !== undefined && (typeof value !== 'number' || value < 0 || value > 3_000))
      problem(`${at}/${key}`, 'must be between 0 and 3000');
  }
  if (element['placeholder'] !== undefined)
    checkText(element['placeholder'], { max: 150, plainOnly: true }, `${at}/placeholder`, problem);
}

function checkActions(block: JsonObject, at: string, problem: Problem): void {
  const elements = arrayAt(block, 'elements') ?? [];
  if (elements.length < 1 || elements.length > 25)
    problem(`${at}/elements`, 'must provide between 1 and 25 elements');
  const ids = new Set<string>();
  elements.forEach((element, index) => {
    const place = `${at}/elements/${index}`;
    if (!isObject(element) || element['type'] !== 'button')
      return problem(place, 'unsupported type of element');
    checkButton(element, place, problem);
    const id = stringAt(element, 'action_id');
    if (id !== null && ids.has(id)) problem(`${place}/action_id`, `\`action_id\` "${id}" is already in use`);
    if (id !== null) ids.add(id);
  });
}

function checkSection(block: JsonObject, at: string, problem: Problem): void {
  const fields = arrayAt(block, 'fields');
  if (block['text'] === undefined && fields === null) problem(at, 'missing required field: text or fields');
  if (block['text'] !== undefined)
    checkText(block['text'], { max: 3_000, plainOnly: false }, `${at}/text`, problem);
  if (fields !== null && (fields.length < 1 || fields.length > 10))
    problem(`${at}/fields`, 'must provide between 1 and 10 fields');
  fields?.forEach((field, index) =>
    checkText(field, { max: 2_000, plainOnly: false }, `${at}/fields/${index}`, problem),
  );
  const accessory = objectAt(block, 'accessory');
  if (accessory !== null) checkButton(accessory, `${at}/accessory`, problem);
}

function checkContext(block: JsonObject, at: string, problem: Problem): void {
  const elements = arrayAt(block, 'elements') ?? [];
  if (elements.length < 1 || elements.length > 10)
    problem(`${at}/elements`, 'must provide between 1 and 10 elements');
  elements.forEach((element, index) =>
    checkText(element, { max: 3_000, plainOnly: false }, `${at}/elements/${index}`, problem),
  );
}

function checkImage(block: JsonObject, at: string, problem: Problem): void {
  checkString(block, 'image_url', { max: 3_000, required: true }, at, problem);
  checkString(block, 'alt_text', { max: 2_000, required: true }, at, problem);
  if (block['title'] !== undefined)
    checkText(block['title'], { max: 2_000, plainOnly: true }, `${at}/title`, problem);
}

function checkInput(block: JsonObject, at: string, problem: Problem): void {
  checkText(block['label'], { max: 2_000, plainOnly: true }, `${at}/label`, problem);
  if (block['hint'] !== undefined)
    checkText(block['hint'], { max: 2_000, plainOnly: true }, `${at}/hint`, problem);
  const element = objectAt(block, 'element');
  if (element === null) problem(`${at}/element`, 'missing required field: element');
  else checkTextInput(element, `${at}/element`, problem);
}

type BlockRule = {
  readonly surfaces: readonly Surface[];
  readonly properties: readonly string[];
  readonly check: (block: JsonObject, at: string, problem: Problem) => void;
};

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

const rules: Readonly<Record<string, BlockRule>> = {
  header: {
    surfaces: everywhere,
    properties: ['text'],
    check: (block, at, problem) =>
      checkText(block['text'], { max: 150, plainOnly: true }, `${at}/text`, problem),
  },
  section: {
    surfaces: everywhere,
    properties: ['text', 'fields', 'accessory', 'expand'],
    check: checkSection,
  },
  context: { surfaces: everywhere, properties: ['elements'], check: checkContext },
  actions: { surfaces: everywhere, properties: ['elements'], check: checkActions },
  divider: { surfaces: everywhere, properties: [], check: () => undefined },
  image: {
    surfaces: everywhere,
    properties: ['image_url', 'alt_text', 'title'],
    check: checkImage,
  },
  input: {
    surfaces: everywhere,
    properties: ['label', 'hint', 'element', 'optional', 'dispatch_action'],
    check: checkInput,
  },
  markdown: {
    surfaces: ['message'],
    properties: ['text'],
    check: (block, at, problem) => checkString(block, 'text', { max: 12_000, required: true }, at, problem),
  },
};

function textLength(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item: Json) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === 'text' && typeof inner === 'string' ? inner.length : textLength(inner)),
    0,
  );
}

export type BlockVerdict =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'refused';
      readonly error: 'invalid_blocks' | 'msg_blocks_too_long';
      readonly messages: readonly string[];
    };

/** What Slack would say of `blocks` on that surface. */
export function judgeBlocks(blocks: readonly Json[], surface: Surface): BlockVerdict {
  const messages: string[] = [];
  const problem: Problem = (pointer, what) => messages.push(`[ERROR] ${what} [json-pointer:${pointer}]`);
  if (blocks.length > MAX_BLOCKS[surface])
    problem('/blocks', `no more than ${MAX_BLOCKS[surface]} items allowed`);
  const blockIds = new Set<string>();
  blocks.forEach((block, index) => {
    const at = `/blocks/${index}`;
    const type = isObject(block) ? stringAt(block, 'type') : null;
    const rule = type === null ? undefined : rules[type];
    if (!isObject(block) || rule === undefined)
      return problem(`${at}/type`, `unsupported type: ${String(type)}`);
    if (!rule.surfaces.includes(surface)) problem(`${at}/type`, `unsupported type: ${String(type)}`);
    checkProperties(block, ['type', 'block_id', ...rule.properties], at, problem);
    checkString(block, 'block_id', { max: 255, required: false }, at, problem);
    const id = stringAt(block, 'block_id');
    if (id !== null && blockIds.has(id)) problem(`${at}/block_id`, `\`block_id\` "${id}" already exists`);
    if (id !== null) blockIds.add(id);
    rule.check(block, at, problem);
  });
  if (messages.length > 0) return { kind: 'refused', error: 'invalid_blocks', messages };
  if (surface === 'message' && textLength(blocks) > MESSAGE_CHARS)
    return {
      kind: 'refused',
      error: 'msg_blocks_too_long',
      messages: [`[ERROR] more than ${MESSAGE_CHARS} characters in all [json-pointer:/blocks]`],
    };
  return { kind: 'ok' };
}

const viewProperties = [
  'type',
  'title',
  'submit',
  'close',
  'blocks',
  'private_metadata',
  'callback_id',
  'clear_on_close',
  'notify_on_close',
  'external_id',
  'submit_disabled',
];

/** What Slack would say of a view; an empty list if it is fine. */
export function viewProblems(view: JsonObject): readonly string[] {
  const messages: string[] = [];
  const problem: Problem = (pointer, what) => messages.push(`[ERROR] ${what} [json-pointer:${pointer}]`);
  checkProperties(view, viewProperties, '/view', problem);
  const surface = view['type'] === 'home' ? 'home' : 'modal';
  if (surface === 'modal') {
    checkText(view['title'], { max: 24, plainOnly: true }, '/view/title', problem);
    for (const key of ['submit', 'close'])
      if (view[key] !== undefined)
        checkText(view[key], { max: 24, plainOnly: true }, `/view/${key}`, problem);
  }
  checkString(view, 'private_metadata', { max: 3_000, required: false }, '/view', problem);
  checkString(view, 'callback_id', { max: 255, required: false }, '/view', problem);
  const blocks = arrayAt(view, 'blocks') ?? [];
  const hasInput = blocks.some((block) => isObject(block) && block['type'] === 'input');
  if (surface === 'modal' && hasInput && view['submit'] === undefined)
    problem('/view/submit', 'missing required field: submit');
  const verdict = judgeBlocks(blocks, surface);
  return verdict.kind === 'ok' ? messages : [...messages, ...verdict.messages];
}
