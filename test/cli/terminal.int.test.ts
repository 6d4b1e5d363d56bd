// What only a terminal shows: questions that a person answers, a screen that is drawn again, tables within its width,
// colours and their absence. The real program runs in a pseudo-terminal of script(1).
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'stagger.js');

let directory = '';
let running: ChildProcess | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-terminal-'));
});
afterEach(() => {
  running?.kill('SIGKILL');
  running = null;
  rmSync(directory, { recursive: true });
});

type Terminal = {
  /** Waits until the screen has shown all of `text`, for as long as the test may take. */
  readonly sees: (text: string) => Promise<void>;
  readonly types: (text: string) => void;
  readonly ended: Promise<number | null>;
  readonly screen: () => string;
};

function terminal(
  words: readonly string[],
  { columns = 80, env = {} }: { readonly columns?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Terminal {
  const command = [process.execPath, bin, ...words].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols ${columns} -echo; exec ${command}`, '/dev/null'], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
  });
  running = child;
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text.replaceAll('\r\n', '\n')));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    sees: async (text) => {
      while (!shown.includes(text))
        await new Promise((resolve, reject) => {
          child.stdout.once('data', resolve);
          child.once('close', () => reject(new Error(`ended without "${text}":\n${shown}`)));
        });
    },
    types: (text) => void child.stdin.write(text),
    ended,
    screen: () => shown,
  };
}

const redrawn = '\u001b[H\u001b[2J\u001b[3J';
const inventory = ['--inventory', join(root, 'inventory')];

describe('stagger init at a terminal', () => {
  it('asks, proposes, asks again where there is no answer, and writes what was answered', async () => {
    const screen = terminal(['init', 'fleet']);
    const answers = [
      ['Name of the site', 'busan'],
      ['Time zone', 'Asia/Seoul'],
      ['Its zones', ''],
      ['Hosts (', ''],
      ['Hosts (', 'web-[01:02] db-1'],
      ['Login name', ''],
      ['Slack workspace id', ''],
    ] as const;
    let from = 0;
    for (const [question, answer] of answers) {
      while (screen.screen().indexOf(question, from) < 0)
        await Promise.race([
          sleep(20),
          screen.ended.then(() =>
            Promise.reject(new Error(`ended before "${question}":\n${screen.screen()}`)),
          ),
        ]);
      from = screen.screen().indexOf(question, from) + question.length;
      screen.types(`${answer}\n`);
    }
    expect(await screen.ended).toBe(0);
    expect(screen.screen()).toContain('[busan-a]');
    expect(screen.screen()).toContain('3 hosts, no mistakes');
    expect(readFileSync(join(directory, 'fleet', 'fleet.yaml'), 'utf8')).toContain('busan-a');
  });

  it('writes nothing where the person goes away', async () => {
    const screen = terminal(['init', 'fleet']);
    await screen.sees('Name of the site');
    screen.types('\u0004');
    expect(await screen.ended).toBe(2);
    expect(screen.screen()).toContain('nothing was written');
    expect(existsSync(join(directory, 'fleet'))).toBe(false);
    expect(readdirSync(directory).filter((name) => name.startsWith('.fleet'))).toEqual([]);
  });
});

describe('a terminal', () => {
  it('is drawn again with --watch until Ctrl-C', async () => {
    const screen = terminal(['audit', '--watch', '--suggestions', '0', ...inventory]);
    while (screen.screen().split(redrawn).length < 4) await sleep(50);
    const [, first = '', second = ''] = screen.screen().split(redrawn);
    expect(first).toContain('db-proxy');
    expect(second).toBe(first);
    screen.types('\u0003');
    await screen.ended;
  });

  it('is never wider than it is, in English and in Korean, and loses no word', async () => {
    for (const [language, columns] of [
      ['en', 88],
      ['ko', 88],
      ['en', 60],
    ] as const) {
      const screen = terminal(['audit', '--suggestions', '0', '--language', language, ...inventory], {
        columns,
        env: { NO_COLOR: '1' },
      });
      await screen.ended;
      const table = screen.screen().split('\n\n')[0]!.split('\n');
      expect(table.length).toBeGreaterThan(20);
      for (const line of table) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      expect(table.join('')).not.toContain('…');
      expect(
        table.some((line) => line.includes('service:notify-api')),
        language,
      ).toBe(true);
      expect(screen.screen()).not.toContain('\u001b[3');
    }
  });

  it('has colours unless NO_COLOR says otherwise', async () => {
    const screen = terminal(['audit', '--suggestions', '0', ...inventory]);
    await screen.ended;
    expect(screen.screen()).toContain('\u001b[31mcritical');
  });
});
