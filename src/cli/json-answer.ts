// What `--json` prints: one object, its shape named and versioned, so that programs can rely on it.

import type { JsonShapeName } from './json/json-shapes.ts';

/** @param shape name and version of `data`'s shape; json/json-shapes.ts says what stands in it. */
export function jsonAnswer(shape: JsonShapeName, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ schema: `stagger/${shape}`, ...data }, null, 2);
}
