// Slack's rules for the Block Kit that Stagger uses: which properties exist, how long texts may be, how many of each.
// A property that Slack does not document is refused, as Slack does; a block type that we never send is unknown here.
// Numbers are those of Slack's reference pages, read 22 Nov 2026.

import { checkElement, checkProperties, checkString, checkText, type Problem } from './element-rules.ts';
import { arrayAt, isObject, stringAt, type Json, type JsonObject } from './json.ts';
import { newerBlocks } from './newer-block-rules.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Slack's undocumented total for messages (bolt-js#2509, #2867). */
const MESSAGE_CHARS = 12_000;
const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

function checkActions(block: JsonObject, at: string, problem: Problem): void {
  const elements = arrayAt(block, 'elements') ?? [];
  if (elements.length < 1 || elements.length > 25)
    problem(`${at}/elements`, 'must provide between 1 and 25 elements');
  const ids = new Set<string>();
  elements.forEach((element, index) => {
    const place = `${at}/elements/${index}`;
    checkElement(element, 'action', place, problem);
    const id = isObject(element) ? stringAt(element, 'action_id') : null;
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
  if (block['accessory'] !== undefined)
    checkElement(block['accessory'], 'action', `${at}/accessory`, problem);
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
  const file = block['slack_file'];
  if ((file === undefined) === (block['image_url'] === undefined))
    problem(at, 'must provide either image_url or slack_file');
  if (file !== undefined && !isObject(file)) problem(`${at}/slack_file`, 'must be an object');
  checkString(block, 'image_url', { max: 3_000, required: false }, at, problem);
  checkString(block, 'alt_text', { max: 2_000, required: true }, at, problem);
  if (block['title'] !== undefined)
    checkText(block['title'], { max: 2_000, plainOnly: true }, `${at}/title`, problem);
}

function checkInput(block: JsonObject, at: string, problem: Problem): void {
  checkText(block['label'], { max: 2_000, plainOnly: true }, `${at}/label`, problem);
  if (block['hint'] !== undefined)
    checkText(block['hint'], { max: 2_000, plainOnly: true }, `${at}/hint`, problem);
  checkElement(block['element'], 'input', `${at}/element`, problem);
}

const statuses = ['pending', 'in_progress', 'complete', 'error'];

/** A `rich_text` of exactly one element, as task cards take it. */
function checkRichText(value: Json | undefined, at: string, problem: Problem): void {
  if (!isObject(value) || value['type'] !== 'rich_text') return problem(at, 'must be a rich_text block');
  if ((arrayAt(value, 'elements') ?? []).length !== 1) problem(`${at}/elements`, 'must have one element');
}

const taskProperties = ['task_id', 'title', 'details', 'output', 'sources', 'status'];

function checkTask(task: JsonObject, at: string, problem: Problem): void {
  checkString(task, 'task_id', { max: 255, required: true }, at, problem);
  checkString(task, 'title', { max: 150, required: true }, at, problem);
  if (!statuses.includes(stringAt(task, 'status') ?? '')) problem(`${at}/status`, 'invalid status');
  for (const key of ['details', 'output'])
    if (task[key] !== undefined) checkRichText(task[key], `${at}/${key}`, problem);
}

/** Slack documents no number for tasks and titles; 50 and 150 are what other blocks allow. */
function checkPlan(block: JsonObject, at: string, problem: Problem): void {
  checkString(block, 'title', { max: 150, required: true }, at, problem);
  const tasks = arrayAt(block, 'tasks') ?? [];
  if (tasks.length > 50) problem(`${at}/tasks`, 'no more than 50 items allowed');
  const ids = new Set<string>();
  tasks.forEach((task, index) => {
    const place = `${at}/tasks/${index}`;
    if (!isObject(task)) return problem(place, 'must be an object');
    checkProperties(task, ['type', 'block_id', ...taskProperties], place, problem);
    if (task['type'] !== 'task_card') problem(`${place}/type`, 'unsupported type');
    checkTask(task, place, problem);
    const id = stringAt(task, 'task_id') ?? '';
    if (ids.has(id)) problem(`${place}/task_id`, `"${id}" is already in use`);
    ids.add(id);
  });
}

type BlockRule = {
  readonly surfaces: readonly Surface[];
  readonly properties: readonly string[];
  readonly check: (block: JsonObject, at: string, problem: Problem) => void;
};

const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

const rules: Readonly<Record<string, BlockRule>> = {
  ...newerBlocks,
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
    properties: ['image_url', 'slack_file', 'alt_text', 'title'],
    check: checkImage,
  },
  plan: { surfaces: ['message'], properties: ['title', 'tasks'], check: checkPlan },
  task_card: { surfaces: ['message'], properties: taskProperties, check: checkTask },
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

function ofType(blocks: readonly Json[], types: readonly string[]): readonly JsonObject[] {
  return blocks.filter(isObject).filter((block) => types.includes(stringAt(block, 'type') ?? ''));
}

/** What blocks may hold in all, and which exclude each other. */
function checkTogether(blocks: readonly Json[], problem: Problem): void {
  const markdown = ofType(blocks, ['markdown']).map((block) => stringAt(block, 'text')?.length ?? 0);
  if (markdown.reduce((sum, length) => sum + length, 0) > 12_000)
    problem('/blocks', 'markdown must be less than 12001 characters in all');
  if (ofType(blocks, ['plan']).length > 0 && ofType(blocks, ['task_card']).length > 0)
    problem('/blocks', 'plan and task_card cannot stand in one message');
}

export type BlockVerdict =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'refused';
      readonly error: 'invalid_blocks' | 'msg_blocks_too_long' | 'only_one_table_allowed';
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
  checkTogether(blocks, problem);
  if (messages.length > 0) return { kind: 'refused', error: 'invalid_blocks', messages };
  if (ofType(blocks, ['table', 'data_table']).length > 1)
    return { kind: 'refused', error: 'only_one_table_allowed', messages: [] };
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
