// Writes docs/json.md and docs/configuration.md from the schemas that the program itself judges by. A unit test fails
// while they are not current.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationReference } from '../src/cli/reference/configuration-reference.ts';
import { jsonReference } from '../src/cli/reference/json-reference.ts';

const docs = join(import.meta.dirname, '..', 'docs');
await writeFile(join(docs, 'json.md'), jsonReference());
await writeFile(join(docs, 'configuration.md'), configurationReference());
