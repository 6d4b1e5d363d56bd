// English of why a decision was not taken, or why an approval or a plan does not hold any more. Arguments are ready to show.

import type { AccountFault, FleetChange, PlainCause } from '../../../core/campaign/decision-cause.ts';

export const because = {
  account: {
    'other-workspace': 'The account belongs to another workspace.',
    'no-approvers': 'No approvers are configured.',
    'no-account': 'There is no such account.',
    deactivated: 'The account is deactivated.',
    bot: 'The account is a bot.',
    guest: 'The account is a guest.',
    'not-listed': 'Neither listed nor a member of an approvers’ group.',
    'workspace-unknown': 'Our own workspace is not known yet.',
    'not-a-person': 'Not a person of this chat.',
  } satisfies Record<AccountFault, string>,
  lookUpFailed: (said: string): string => `Slack said: ${said}`,
  earlierApprover: (person: string): string =>
    `It cannot be told whether ${person}, who approved before, still may.`,
  fleet: {
    'no-inventory': (): string => 'There is no valid inventory to compare the plan with.',
    approvers: (): string =>
      'The inventory changed since the plan was made: who has to approve it is no longer the same.',
    hosts: (hosts: string): string => `The inventory changed since the plan was made: ${hosts}`,
    basis: (): string =>
      'The inventory changed since the plan was made: services, budgets or placements that it was judged by.',
    rebooted: (hosts: string): string =>
      `Every host still in the plan has rebooted since it was made: ${hosts}`,
  } satisfies Record<FleetChange['kind'], (hosts: string) => string>,
  version: (seen: number, now: number): string =>
    `The button was of version ${seen}; the plan is at version ${now}.`,
  phase: (phase: string): string => `State of the campaign: ${phase}.`,
  failedFirst: (hosts: string): string => `Retry or skip first: ${hosts}`,
  plain: {
    'all-taken-out': 'Every host would be taken out: deny the plan instead.',
    'none-can-go': 'None of the hosts that are left can be rebooted now.',
    'none-taken-out': 'No host was taken out.',
    'plan-faulty':
      'The new plan failed the check that every plan has to pass, so nobody is asked to approve it. This is a defect of Stagger: the daemon’s log says what was found.',
    'planned-again-once': 'Only a plan that lapsed can be planned again, and only once.',
    'host-skipped': 'Somebody skipped a host of the plan meanwhile.',
    'nothing-to-decide': 'There was nothing to decide.',
    'no-such-campaign': 'There is no such campaign any more.',
  } satisfies Record<PlainCause, string>,
};
