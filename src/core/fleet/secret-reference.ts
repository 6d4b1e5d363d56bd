// Where a secret is read from. The secret itself is never part of an inventory, a plan or the journal.

export type SecretReference =
  | { readonly kind: 'env'; readonly name: string }
  /** Handed over by systemd (`LoadCredential=`). */
  | { readonly kind: 'credential'; readonly name: string }
  /** `path` is absolute. */
  | { readonly kind: 'file'; readonly path: string };
