// Bugs in who stands behind a plan, put in by replacing one function of core or of the runtime for this file only. With
// no bug switched on, the replaced functions are the real ones.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as ApprovalRules from '../../src/core/campaign/approval-rules.ts';
import type * as Evolve from '../../src/core/campaign/evolve.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { DatedEvent } from '../../src/core/campaign/event.ts';
import type { FaultKind } from './fault-kinds.ts';
import { expectFound } from './planted.ts';
import type { Plant } from './supervisor.ts';

type Bug = {
  readonly evolve?: (after: Campaign, before: Campaign, event: DatedEvent['event']) => Campaign;
  readonly noServiceRules?: true;
  readonly plant?: Plant;
};

const planted = vi.hoisted<{ bug: Bug }>(() => ({ bug: {} }));
beforeEach(() => {
  planted.bug = {};
});

vi.mock('../../src/core/campaign/evolve.ts', async (original) => {
  const real = await original<typeof Evolve>();
  const evolve: typeof real.evolve = (before, dated) => {
    const after = real.evolve(before, dated);
    return before === null ? after : (planted.bug.evolve?.(after, before, dated.event) ?? after);
  };
  return {
    ...real,
    evolve,
    replay: (events: readonly DatedEvent[]) => events.reduce<Campaign | null>(evolve, null),
  };
});

vi.mock('../../src/core/campaign/approval-rules.ts', async (original) => {
  const real = await original<typeof ApprovalRules>();
  return {
    ...real,
    rulesFor: (...given: Parameters<typeof real.rulesFor>) =>
      planted.bug.noServiceRules === true ? [] : real.rulesFor(...given),
  };
});

const clicks = (
  change: (given: Parameters<ClickOf>, now: Campaign | null) => Parameters<ClickOf>,
): Plant => ({
  daemon: (daemon) => ({
    ...daemon,
    inputs: {
      ...daemon.inputs,
      click: async (...given) => {
        const now = await daemon.runner.campaign(given[0].campaign);
        return daemon.inputs.click(...change(given, now));
      },
    },
  }),
});
type ClickOf = Parameters<NonNullable<Plant['daemon']>>[0]['inputs']['click'];

const bugs: readonly (readonly [what: string, bug: Bug, also: readonly FaultKind[]])[] = [
  [
    'an edit keeps the approvals of the version before',
    {
      evolve: (after, { approvals }, { kind }) => (kind === 'plan-edited' ? { ...after, approvals } : after),
    },
    ['second-thoughts'],
  ],
  [
    'a withdrawn approval counts on',
    {
      evolve: (after, { approvals, phase }, { kind }) =>
        kind === 'approval-withdrawn' ? { ...after, approvals, phase } : after,
    },
    ['second-thoughts'],
  ],
  [
    'a button of an older version approves the one in force',
    {
      plant: clicks(([click, ...rest], now) => {
        if (click.kind !== 'approve' || now === null) return [click, ...rest];
        const { plan, digest } = now.document;
        return [{ ...click, seen: { version: plan.version, digest } }, ...rest];
      }),
    },
    ['second-thoughts'],
  ],
  ['the approvers of a service are not asked', { noServiceRules: true }, []],
  [
    'who has left the team counts on',
    {
      plant: {
        daemon: (daemon) => ({
          ...daemon,
          inputs: { ...daemon.inputs, reviewApprovals: () => Promise.resolve() },
        }),
      },
    },
    ['approvers-leave'],
  ],
];

describe('a bug in who stands behind a plan is found', () => {
  for (const [what, bug, also] of bugs)
    it(what, async () => {
      planted.bug = bug;
      const plant = bug.plant === undefined ? {} : { plant: bug.plant };
      expect(await expectFound(['approval'], { also, ...plant })).toEqual(expect.any(Number));
    });
});
