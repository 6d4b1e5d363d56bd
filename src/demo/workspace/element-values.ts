// What an interactive element holds, in the shapes in which Slack sends it: after somebody chose something, or as the app
// set it. Choices are named by the values of their options, as a person would pick them.

import { arrayAt, isObject, objectAt, stringAt, type Json, type JsonObject } from './json.ts';

/** What a person put into one element: text, a date or one option's value, or the values of several options. */
export type Given = string | readonly string[];

/** All options of a menu, whether grouped or not. */
export function optionsOf(element: JsonObject): readonly JsonObject[] {
  const groups = (arrayAt(element, 'option_groups') ?? []).filter(isObject);
  return [element, ...groups].flatMap((holder) => (arrayAt(holder, 'options') ?? []).filter(isObject));
}

function optionsNamed(element: JsonObject, values: readonly string[]): readonly JsonObject[] {
  return optionsOf(element).filter(({ value }) => values.includes(String(value)));
}

/** The element's state: `given`, or what the app set where nobody touched it. */
export function valueOf(element: JsonObject, given: Given | undefined): JsonObject {
  const type = stringAt(element, 'type') ?? '';
  const one = given === undefined ? null : String(given);
  switch (type) {
    case 'multi_static_select':
    case 'checkboxes': {
      const initial = (arrayAt(element, 'initial_options') ?? []).filter(isObject);
      const many = typeof given === 'string' ? [given] : given;
      return { type, selected_options: many === undefined ? initial : optionsNamed(element, many) };
    }
    case 'static_select':
    case 'radio_buttons':
    case 'overflow': {
      const initial = objectAt(element, 'initial_option');
      return { type, selected_option: one === null ? initial : (optionsNamed(element, [one])[0] ?? null) };
    }
    case 'datepicker':
      return { type, selected_date: one ?? stringAt(element, 'initial_date') };
    case 'button':
      return { type, value: one ?? stringAt(element, 'value') };
    default:
      return { type, value: one ?? stringAt(element, 'initial_value') };
  }
}

/** How many things it holds: characters of a text, chosen options, one date. */
export function sizeOf(value: JsonObject): number {
  const chosen = arrayAt(value, 'selected_options');
  if (chosen !== null) return chosen.length;
  if (isObject(value['selected_option'])) return 1;
  return (stringAt(value, 'selected_date') ?? stringAt(value, 'value') ?? '').trim().length;
}

export type Element = {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: JsonObject;
  readonly block: JsonObject;
};

/** Every interactive element of the blocks: in actions, beside sections, in inputs. */
export function elementsOf(blocks: readonly Json[]): readonly Element[] {
  return blocks.filter(isObject).flatMap((block) =>
    [...(arrayAt(block, 'elements') ?? []), block['accessory'], block['element']]
      .filter(isObject)
      .filter((element) => element['action_id'] !== undefined)
      .map((element) => ({
        blockId: stringAt(block, 'block_id') ?? '',
        actionId: stringAt(element, 'action_id') ?? '',
        element,
        block,
      })),
  );
}

/** `state.values` of a view or message: by block id, then action id. */
export function valuesOf(blocks: readonly Json[], given: Readonly<Record<string, Given>>): JsonObject {
  const values: Record<string, JsonObject> = {};
  for (const { blockId, actionId, element } of elementsOf(blocks)) {
    if (element['type'] === 'button' || element['type'] === 'overflow') continue;
    values[blockId] = { ...values[blockId], [actionId]: valueOf(element, given[blockId]) };
  }
  return values;
}
