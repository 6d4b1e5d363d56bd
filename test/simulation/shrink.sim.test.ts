// A broken promise is a short story in words: what is not needed to break it is left out, and the cause is named.
import { describe, expect, it } from 'vitest';
import { simulationCommand } from './command.ts';
import type { FaultKind } from './fault-kinds.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulation.ts';
import { storyOf } from './story.ts';
import type { Plant } from './supervisor.ts';
import type { Promise_ } from './verdicts.ts';

const sendsTwice: Plant = {
  options: (options) => {
    const { hosts } = options.ports;
    const requestReboot: typeof hosts.requestReboot = async (...given) => {
      const outcome = await hosts.requestReboot(...given);
      return outcome.kind === 'unknown' ? hosts.requestReboot(...given) : outcome;
    };
    return { ...options, ports: { ...options.ports, hosts: { ...hosts, requestReboot } } };
  },
};

const readsSwitchWrong: Plant = {
  options: (options) => ({
    ...options,
    flags: async () => (await options.flags()).filter(({ kind }) => kind === 'clear'),
  }),
};

const postsBlindly: Plant = {
  options: (options) => {
    const chat = { ...options.ports.chat, find: () => Promise.resolve({ kind: 'absent' } as const) };
    return { ...options, ports: { ...options.ports, chat } };
  },
};

const stories: readonly (readonly [what: string, Promise_, Plant, FaultKind, cause: RegExp])[] = [
  [
    'a reboot whose answer was lost is sent again',
    'unknown-is-not-repeated',
    sendsTwice,
    'lost-replies',
    /loses the answer/,
  ],
  [
    'the stop switch is not obeyed',
    'stopped-means-stopped',
    readsSwitchWrong,
    'stop-switch',
    /stop switch is pulled/,
  ],
  ['a post is not looked for', 'one-message', postsBlindly, 'chat-errors', /posted \S+/],
];

async function firstBroken(promise: Promise_, plant: Plant, also: readonly FaultKind[]): Promise<number> {
  for (let seed = 1; seed <= 400; seed += 1) {
    const { violations } = await simulate({ seed, plant, also });
    if (violations.some((violation) => violation.promise === promise)) return seed;
  }
  throw new Error(`${promise} is never broken`);
}

describe('a broken promise', () => {
  for (const [what, promise, plant, fault, cause] of stories)
    it(`becomes a short story that names its cause: ${what}`, async () => {
      const also = [fault];
      const seed = await firstBroken(promise, plant, also);
      const big = await simulate({ seed, plant, also, record: true });
      const { result, runs } = await shrink({ seed, plant, also }, promise, { maxRuns: 400 });
      const story = storyOf(result, promise);
      expect(story.join('\n')).toMatch(cause);
      expect(story.at(-1)).toContain(`BROKEN (${promise})`);
      expect(story.length).toBeLessThanOrEqual(30);
      expect(result.lines.length).toBeLessThan(big.lines.length);
      expect(result.faults.length).toBeLessThanOrEqual(2);
      expect(runs).toBeLessThanOrEqual(400);
      const again = await shrink({ seed, plant, also }, promise, { maxRuns: 400 });
      expect(storyOf(again.result, promise)).toEqual(story);
    });

  it('is not made up: a promise that holds cannot be shrunk', async () => {
    await expect(shrink({ seed: 1 }, 'budget', { maxRuns: 10 })).rejects.toThrow('does not break budget');
  });
});

describe('npm run sim', () => {
  const run = async (words: string, plant?: Plant) => {
    const said: string[] = [];
    const given = { say: (line: string) => void said.push(line), commit: 'abc1234', clockMs: () => 0 };
    const code = await simulationCommand(words.split(' '), plant === undefined ? given : { ...given, plant });
    return { code, said: said.join('\n') };
  };

  it('replays one seed exactly, and says seed, commit and hash', async () => {
    const { hash } = await simulate({ seed: 7 });
    const { code, said } = await run('--seed 7');
    expect(code).toBe(0);
    expect(said).toContain(`seed 7; commit abc1234; event log ${hash}`);
    expect((await run('--seed 7 --lines')).said).toContain('campaign-proposed');
  });

  it('runs a range, in either mode, over either store', async () => {
    expect(await run('--seeds 1..3')).toMatchObject({ code: 0 });
    expect((await run('--seeds 1..3 --mode liveness')).said).toContain('3 seeds from 1');
    expect((await run('--seeds 1..2 --mode safety --over sqlite')).said).toContain('every promise held');
  });

  it('ends with 1 and the story where a promise is broken', async () => {
    const seed = await firstBroken('unknown-is-not-repeated', sendsTwice, []);
    const { code, said } = await run(`--seeds ${seed}..${seed + 5}`, sendsTwice);
    expect(code).toBe(1);
    expect(said).toContain(`seed ${seed}; commit abc1234`);
    expect(said).toContain('arrived twice');
  });

  it.each([
    ['--seed x', 'expected a whole number'],
    ['--seeds 5..1', 'expected A..B'],
    ['--minutes 0', 'expected a number above 0'],
    ['--seed 1 --mode fast', 'expected safety or liveness'],
    ['--seed 1 --over postgres', 'expected memory or sqlite'],
    ['--nonsense', 'nonsense'],
  ])('says what is wrong with %s', async (words, wrong) => {
    const { code, said } = await run(words);
    expect(code).toBe(2);
    expect(said).toContain(wrong);
  });
});
