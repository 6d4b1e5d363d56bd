// What a reload did to the inventory in force, in lines that people read.

export type InventoryNote =
  | { readonly kind: 'reloaded'; readonly changes: readonly string[] }
  /** The last good inventory stays in force. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };
