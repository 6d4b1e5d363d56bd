// Reads what an earlier `stagger audit --format json` wrote, to compare the audit of now with it.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { StoredFinding } from '../core/placement/stored-audit.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

const severity = z.enum(['critical', 'warning', 'notice']);

/** Of `audit/1`, only what a comparison needs: a later version may add fields. */
const baseline = z.object({
  schema: z.literal('stagger/audit/1'),
  findings: z.array(
    z.object({
      code: z.string(),
      severity,
      subject: z.string(),
      domain: z.string().nullable(),
      left: z.number().nullable(),
      message: z.string(),
      waivedUntilAt: z.number().nullable(),
      also: z.array(z.object({ code: z.string(), domain: z.string().nullable(), left: z.number() })),
    }),
  ),
});

function refused(path: string, found: string, cause: unknown): OperatorError {
  return new OperatorError(
    `--baseline ${path}: found ${found}, expected what \`stagger audit --format json\` wrote`,
    { hint: 'write it anew from the inventory to compare with', exitCode: exitCode.usage, cause },
  );
}

/** @throws OperatorError if the file cannot be read or is not an audit. */
export async function readBaseline(path: string): Promise<readonly StoredFinding[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw refused(path, 'no readable file', cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refused(path, 'no JSON', cause);
  }
  const read = baseline.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? 'the top' : issue.path.join('.');
    throw refused(path, `another shape at ${where}`, read.error);
  }
  return read.data.findings;
}
