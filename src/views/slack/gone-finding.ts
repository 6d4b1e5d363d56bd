// A finding of placement that is gone. Only what was stored of it is left, in the English of then.

import type { StoredFinding } from '../../core/placement/stored-audit.ts';
import type { Catalogue } from '../text/en.ts';
import { code, prose } from './mrkdwn.ts';

/** As it was told then, where that is the reader's language; else by its codes. */
export function goneText({ message, subject, code: kind, domain }: StoredFinding, text: Catalogue): string {
  if (text.quotesDetails) return prose(message, 200);
  return text.labelPlain(
    code(subject),
    [kind, ...(domain === null ? [] : [domain])].map(code).join(text.list),
  );
}
