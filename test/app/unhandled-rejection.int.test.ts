// A rejection that nobody handled is a bug of ours: the process ends with an error and is started again into recovery,
// instead of going on with a promise that nobody waits for. No part of the daemon may listen for such rejections.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

const parts = [
  '../../src/app/start-daemon.ts',
  '../../src/cli/command-line.ts',
  '../../src/adapters/slack/slack-chat.ts',
  '../../src/adapters/ssh/ssh-host-control.ts',
];

it('a rejection that nobody handled ends the process with an error', async () => {
  const urls = parts.map((part) => new URL(part, import.meta.url).href);
  const script = `for (const url of ${JSON.stringify(urls)}) await import(url);
    setTimeout(() => { console.log('went on'); process.exit(0); }, 5_000);
    void Promise.reject(new Error('nobody waits for this'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let [said, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  expect({ code, said }).toEqual({ code: 1, said: '' });
  expect(errors).toContain('nobody waits for this');
});
