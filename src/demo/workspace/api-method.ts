// What a Web API method is: which token and scope it needs and what it does. The server around it checks both, counts
// the rate limit and applies the faults.

import type { JsonObject } from './json.ts';
import type { WorkspaceState } from './workspace-state.ts';
import type { Triggers } from './triggers.ts';

export type ApiAnswer = JsonObject & { readonly ok: boolean };

export type ApiContext = {
  readonly state: WorkspaceState;
  readonly triggers: Triggers;
  readonly scopes: ReadonlySet<string>;
  /** A URL that opens one Socket Mode connection. */
  readonly socketUrl: () => string;
  /** Where the workspace stands in a browser, with a slash at its end. */
  readonly baseUrl: () => string;
  /** Where the bytes of the file with that id are posted. */
  readonly uploadUrl: (file: string) => string;
};

export type ApiMethod = {
  readonly token: 'bot' | 'app';
  /** Any one of these is enough; empty: none is needed. */
  readonly scopes: readonly string[];
  readonly call: (args: JsonObject, context: ApiContext) => ApiAnswer;
};

export function refuse(error: string, messages: readonly string[] = []): ApiAnswer {
  return messages.length === 0 ? { ok: false, error } : { ok: false, error, response_metadata: { messages } };
}
