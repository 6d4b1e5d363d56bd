// What `--json` prints: one object, its shape named and versioned, so that programs can rely on it.

/** @param shape name and version of `data`'s shape, for example `hosts/1`. */
export function jsonAnswer(shape: `${string}/${number}`, data: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ schema: `stagger/${shape}`, ...data }, null, 2);
}
