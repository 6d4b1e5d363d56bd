// `stagger demo`: a whole fleet and a Slack-like workspace on this machine, in seconds, with working buttons.

import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { createPinoLog } from '../adapters/pino/pino-log.ts';
import type { CommandIo } from './command-io.ts';
import { wholeNumber } from './number-argument.ts';
import { scenarioIds, type ScenarioId } from '../demo/scenarios.ts';

type DemoOptions = {
  readonly port: number;
  readonly speed: number;
  readonly consolePort: number;
  readonly language: 'en' | 'ko';
  readonly verbose?: true;
  readonly scenario?: ScenarioId;
};

export function addDemoCommand(program: Command, io: CommandIo): void {
  program
    .command('demo')
    .description('run a simulated fleet and a local Slack-like workspace, with working buttons')
    .option(
      '--port <port>',
      'port on 127.0.0.1 (0: any free one)',
      wholeNumber({ min: 0, max: 65_535 }),
      7788,
    )
    .option(
      '--speed <factor>',
      'how much faster than ours time runs',
      wholeNumber({ min: 1, max: 3_600 }),
      60,
    )
    .option(
      '--console-port <port>',
      'port of the console on 127.0.0.1 (0: any free one)',
      wholeNumber({ min: 0, max: 65_535 }),
      7789,
    )
    .addOption(
      new Option('--language <language>', 'language of the messages').choices(['en', 'ko']).default('en'),
    )
    .addOption(new Option('--scenario <name>', 'begin with something that goes wrong').choices(scenarioIds))
    .option('--verbose', 'print the daemon’s log')
    .action((options: DemoOptions) => demo(options, io));
}

async function demo(options: DemoOptions, io: CommandIo): Promise<void> {
  // Loaded only where a demo is wanted: completion at each TAB starts without its libraries.
  const { startDemo } = await import('../demo/demo.ts');
  const running = await startDemo({
    inventory: join(import.meta.dirname, '..', '..', 'inventory'),
    port: options.port,
    consolePort: options.consolePort,
    speed: options.speed,
    seed: 7,
    language: options.language,
    log: createPinoLog(options.verbose === true ? 'info' : 'silent'),
  });
  io.out(`The demo is at ${running.url}
  Workspace alone: ${running.workspaceUrl}
  Console alone:   ${running.consoleUrl}

  ${[...running.fleet.hosts()].length} simulated servers, of which some are past 180 days of uptime.
  Joon asked for a plan. You are Hana, an approver: press Approve, and watch the reboots roll.
  Change who you are at the top of the workspace to see a stranger, or Joon himself, being refused.
  What can go wrong stands under Scenarios, by a button each.
  Time runs ${options.speed} times as fast as ours. Ctrl-C ends it; nothing outside this machine was touched.`);
  if (options.scenario !== undefined) await running.scenario(options.scenario);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await running.stop();
  process.exit(0);
}
