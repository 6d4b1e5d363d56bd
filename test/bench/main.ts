// `npm run bench -- NAME`: runs one benchmark, `NAME.bench.ts` next to this file, by its exported `bench` function.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const suffix = '.bench.ts';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length))
  .sort();
const [, , name = ''] = process.argv;

if (names.includes(name)) {
  const module = (await import(join(import.meta.dirname, name + suffix))) as {
    readonly bench: () => void | Promise<void>;
  };
  await module.bench();
} else {
  console.error(`found ${name === '' ? 'no name' : name}, expected one of: ${names.join(', ')}`);
  process.exitCode = 2;
}
