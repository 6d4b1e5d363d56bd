// One daemon a database: held by a real other process, let go of when that process is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isDaemonRunning, takeDaemonLock } from '../../../src/adapters/sql/daemon-lock.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

it('is held by one process at a time and never outlives it', async () => {
  const database = join(directory, 'stagger.db');
  const module = new URL('../../../src/adapters/sql/daemon-lock.ts', import.meta.url).href;
  // The lock is dropped and garbage is collected: it must be held all the same.
  const script = `const { takeDaemonLock } = await import(${JSON.stringify(module)});
    console.log(takeDaemonLock(${JSON.stringify(database)}) === null ? 'refused' : 'taken'); setInterval(() => globalThis.gc(), 5);`;
  const other = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script]);
  const [said] = (await once(other.stdout, 'data')) as [Buffer];
  expect(said.toString().trim()).toBe('taken');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(takeDaemonLock(database)).toBeNull();
  expect(isDaemonRunning(database)).toBe('yes');
  other.kill('SIGKILL');
  await once(other, 'exit');
  const lock = takeDaemonLock(database);
  expect(lock).not.toBeNull();
  expect(takeDaemonLock(database)).toBeNull();
  lock?.release();
  const again = takeDaemonLock(database);
  expect(again).not.toBeNull();
  again?.release();
});

it('is the same under every name that the file has', () => {
  const database = join(directory, 'stagger.db');
  const linked = join(directory, 'elsewhere', 'linked.db');
  writeFileSync(database, '');
  mkdirSync(join(directory, 'elsewhere'));
  symlinkSync(database, linked);
  expect(isDaemonRunning(database)).toBe('no');
  const lock = takeDaemonLock(linked);
  expect(takeDaemonLock(database)).toBeNull();
  expect(isDaemonRunning(database)).toBe('yes');
  expect(isDaemonRunning(linked)).toBe('yes');
  lock?.release();
  expect(isDaemonRunning(database)).toBe('no');
});
