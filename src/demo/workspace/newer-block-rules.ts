// Slack's rules for its newer blocks: tables, cards, containers, alerts. Their limits, and on which surfaces they stand,
// are those of Slack's reference pages and its block matrix, read 22 Nov 2026; of two numbers the lower one is taken.

import { checkElement, checkProperties, checkString, checkText, type Problem } from './element-rules.ts';
import { arrayAt, isObject, stringAt, type Json, type JsonObject } from './json.ts';

type Check = (block: JsonObject, at: string, problem: Problem) => void;

function checkCount(
  block: JsonObject,
  key: string,
  most: number,
  at: string,
  problem: Problem,
): readonly Json[] {
  const items = arrayAt(block, key) ?? [];
  if (items.length < 1 || items.length > most)
    problem(`${at}/${key}`, `must provide between 1 and ${most} items`);
  return items;
}

function checkOptionalText(block: JsonObject, key: string, max: number, at: string, problem: Problem): void {
  if (block[key] !== undefined) checkText(block[key], { max, plainOnly: false }, `${at}/${key}`, problem);
}

/** The length of every text in a cell, a raw one or a rich one. */
function cellChars(value: Json | undefined): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item: Json) => sum + cellChars(item), 0);
  if (!isObject(value)) return 0;
  return (stringAt(value, 'text')?.length ?? 0) + cellChars(arrayAt(value, 'elements') ?? []);
}

function checkRows(
  block: JsonObject,
  { least, most }: { readonly least: number; readonly most: number },
  at: string,
  problem: Problem,
): void {
  const rows = arrayAt(block, 'rows') ?? [];
  if (rows.length < least || rows.length > most)
    problem(`${at}/rows`, `must provide between ${least} and ${most} rows`);
  rows.forEach((row, index) => {
    if (!Array.isArray(row) || row.length < 1 || row.length > 20)
      problem(`${at}/rows/${index}`, 'must provide between 1 and 20 cells');
  });
  if (cellChars(rows) > 10_000) problem(`${at}/rows`, 'must be less than 10001 characters in all');
}

const checkTable: Check = (block, at, problem) => checkRows(block, { least: 1, most: 100 }, at, problem);

const checkDataTable: Check = (block, at, problem) => {
  checkString(block, 'caption', { max: 255, required: true }, at, problem);
  checkRows(block, { least: 2, most: 101 }, at, problem);
  const page = block['page_size'];
  if (page !== undefined && (typeof page !== 'number' || page < 1 || page > 100))
    problem(`${at}/page_size`, 'must be between 1 and 100');
};

const checkAlert: Check = (block, at, problem) => {
  checkText(block['text'], { max: 200, plainOnly: false }, `${at}/text`, problem);
  const level = block['level'];
  if (level !== undefined && !['default', 'info', 'warning', 'error', 'success'].includes(String(level)))
    problem(`${at}/level`, `invalid value: ${String(level)}`);
};

const checkCard: Check = (block, at, problem) => {
  for (const key of ['title', 'subtitle']) checkOptionalText(block, key, 150, at, problem);
  checkOptionalText(block, 'body', 200, at, problem);
  if (block['actions'] === undefined) return;
  checkCount(block, 'actions', 3, at, problem).forEach((element, index) =>
    checkElement(element, 'action', `${at}/actions/${index}`, problem),
  );
};

const cardProperties = ['hero_image', 'icon', 'title', 'subtitle', 'body', 'actions'];

const checkCarousel: Check = (block, at, problem) =>
  checkCount(block, 'elements', 10, at, problem).forEach((card, index) => {
    const place = `${at}/elements/${index}`;
    if (!isObject(card) || card['type'] !== 'card') return problem(`${place}/type`, 'must be a card');
    checkProperties(card, ['type', 'block_id', ...cardProperties], place, problem);
    checkCard(card, place, problem);
  });

const inContainers = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
];

const checkContainer: Check = (block, at, problem) => {
  if (block['title'] !== undefined)
    checkText(block['title'], { max: 150, plainOnly: true }, `${at}/title`, problem);
  checkCount(block, 'child_blocks', 10, at, problem).forEach((child, index) => {
    const type = isObject(child) ? stringAt(child, 'type') : null;
    if (type === null || !inContainers.includes(type))
      problem(`${at}/child_blocks/${index}/type`, `unsupported type: ${String(type)}`);
  });
};

export type NewerBlock = {
  readonly surfaces: readonly ('message' | 'modal' | 'home')[];
  readonly properties: readonly string[];
  readonly check: Check;
};

export const newerBlocks: Readonly<Record<string, NewerBlock>> = {
  table: { surfaces: ['message'], properties: ['rows', 'column_settings'], check: checkTable },
  data_table: {
    surfaces: ['message'],
    properties: ['rows', 'caption', 'page_size', 'row_header_column_index'],
    check: checkDataTable,
  },
  alert: { surfaces: ['modal'], properties: ['text', 'level'], check: checkAlert },
  card: { surfaces: ['message', 'home'], properties: cardProperties, check: checkCard },
  carousel: { surfaces: ['message', 'home'], properties: ['elements'], check: checkCarousel },
  container: {
    surfaces: ['message', 'home'],
    properties: [
      'title',
      'rich_text_title',
      'subtitle',
      'child_blocks',
      'width',
      'icon',
      'is_collapsible',
      'default_collapsed',
      'has_header_divider',
    ],
    check: checkContainer,
  },
  context_actions: {
    surfaces: ['message'],
    properties: ['elements'],
    check: (block, at, problem) => void checkCount(block, 'elements', 5, at, problem),
  },
  rich_text: {
    surfaces: ['message', 'modal', 'home'],
    properties: ['elements'],
    check: (block, at, problem) => void checkCount(block, 'elements', 100, at, problem),
  },
};
