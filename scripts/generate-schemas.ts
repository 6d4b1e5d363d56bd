// Writes inventory/schema/*.json from the loader's own shapes. A unit test fails while they are not current.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSchemas } from '../src/config/json-schema.ts';

const directory = join(import.meta.dirname, '..', 'inventory', 'schema');
await mkdir(directory, { recursive: true });
for (const [name, text] of jsonSchemas()) await writeFile(join(directory, name), text);
