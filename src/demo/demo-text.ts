// The words around the demo's two windows: the guide, the scenarios, the clock. What stands inside the windows comes
// from the workspace and the console.

import type { GuideHint, GuideStepId } from './guide.ts';
import type { Progress } from './scenario-progress.ts';
import type { ScenarioId, ScenarioOutcome } from './scenarios.ts';

export type DemoText = {
  readonly title: string;
  readonly nothingLeaves: string;
  readonly clock: string;
  readonly faster: (speed: number) => string;
  readonly windows: { readonly workspace: string; readonly console: string };
  readonly alone: string;
  readonly split: string;
  readonly guide: {
    readonly title: (done: number, of: number) => string;
    readonly over: string;
    readonly steps: Readonly<Record<GuideStepId, readonly [name: string, how: string]>>;
    readonly states: Readonly<Record<'done' | 'passed' | 'now' | 'later', string>>;
    readonly hints: Readonly<Record<GuideHint, string>>;
  };
  readonly scenarios: {
    readonly title: string;
    readonly intro: string;
    readonly names: Readonly<Record<ScenarioId, readonly [name: string, what: string]>>;
    readonly notNow: Readonly<Record<Extract<ScenarioOutcome, { kind: 'not-now' }>['why'], string>>;
    readonly progress: (progress: Progress) => string;
    readonly inChannel: string;
    readonly inConsole: string;
    readonly failed: string;
  };
};

function progressEn(progress: Progress): string {
  switch (progress.kind) {
    case 'unnoticed':
      return `${progress.hosts} servers are dark. Stagger is noticing.`;
    case 'incident':
      return `One incident, not ${progress.of} alerts: of ${progress.of} servers, ${progress.down} are down, ${progress.of - progress.down - progress.serving} are up and do not serve yet, ${progress.serving} serve. Every campaign is held.`;
    case 'incident-over':
      return `The incident is over: all ${progress.hosts} servers serve. Its message ends with the timeline.`;
    case 'awaits-approval':
      return progress.host === null
        ? 'A plan stands in the channel: press Approve.'
        : `It will happen to ${progress.host}. Its plan waits for you: press Approve.`;
    case 'awaits-turn':
      return `It will happen to ${progress.host}, which waits for its turn.`;
    case 'under-way':
      return `${progress.host} is on its way: watch it in the channel.`;
    case 'gated':
      return `${progress.host} is up and does not serve yet: its gates keep it out of traffic until it has caught up.`;
    case 'came-home':
      return `${progress.host} is back and serves.`;
    case 'halted':
      return `${progress.host} failed, and the campaign halted. Press Retry, Skip or Stop in the channel.`;
    case 'drifted':
      return `${progress.host} is back without ${progress.what}: the drift stands in the campaign’s report.`;
    case 'left-out':
      return `It did not happen: ${progress.host} is not rebooted any more.`;
    case 'rolling':
      return `The campaign rolls: ${progress.done} of ${progress.total} servers done.`;
    case 'ended':
      return `The campaign has ended: ${progress.done} of ${progress.total} servers done.`;
    case 'gone':
      return 'Its campaign is not there any more.';
  }
}

export const demoEn: DemoText = {
  title: 'Stagger demo',
  nothingLeaves: 'Everything runs on this machine',
  clock: 'Demo time',
  faster: (speed) => `${speed}× faster than yours`,
  windows: { workspace: 'Slack-like workspace', console: 'Console' },
  alone: 'open alone',
  split: 'Width of the workspace',
  guide: {
    title: (done, of) => `First minute: ${done} of ${of} done`,
    over: 'That was the first minute. Now break something, or ask something else.',
    steps: {
      look: ['Look at the plan', 'In the channel, press Details: why, in which order, and what it can hurt.'],
      approve: ['Approve it', 'Press Approve. You are Hana, an approver; Joon, who asked, may not.'],
      watch: [
        'Watch the racks',
        'In the console, servers on their way are blue; the first soon runs on its new boot.',
      ],
      pause: [
        'Pause, then Resume',
        'In the channel. Servers in flight are brought home, no other is started.',
      ],
      trouble: [
        'Let something go wrong',
        'Open Scenarios, start the power loss, and watch what Stagger makes of it.',
      ],
      ask: ['Ask a question', 'Type into the channel: /stagger what if rack:seoul-a-r13'],
    },
    states: { done: 'done', passed: 'passed over', now: 'next', later: 'later' },
    hints: {
      'no-plan': 'No plan waits: start “A full campaign” under Scenarios.',
      'approve-first': 'A new plan waits in the channel: press Approve first.',
      paused: 'It is paused. Press Resume.',
      halted: 'It halted. Press Retry, Skip or Stop in the channel.',
      held: 'The incident holds every campaign. It goes on once the rack serves again.',
    },
  },
  scenarios: {
    title: 'Scenarios',
    intro: 'Each does to the simulated servers what the world does to real ones.',
    names: {
      'power-loss': [
        'Power loss',
        'The rack of the story goes dark, seventeen servers at once, for ten minutes. A replica comes back behind.',
      ],
      'never-returns': [
        'A host that never returns',
        'The next server of the plan stays down after its reboot, until somebody starts it by hand.',
      ],
      'lagging-replica': ['A lagging replica', 'The next replica is up long before it has caught up.'],
      drift: ['Drift after a reboot', 'The next server comes back without a unit that it ran before.'],
      campaign: ['A full campaign', 'Asks for everything that is due, or for the longest up.'],
    },
    notNow: {
      'dark-already': 'The rack is dark already.',
      'plan-waits': 'A plan waits in the channel already: press Approve.',
      'nothing-left': 'Every server that could go is promised to a campaign already.',
    },
    progress: progressEn,
    inChannel: 'in the channel',
    inConsole: 'in the console',
    failed: 'That did not work. Is the demo still running?',
  },
};
