// Who is at the keyboard. A Slack approver must never be able to approve what they asked for themselves at a terminal,
// so a plan proposed from here names the Slack user who asks.

import { userInfo } from 'node:os';
import type { Settings } from '../config/settings.ts';
import type { PersonId } from '../core/fleet/ids.ts';
import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';

/** The operating system's user, for decisions that only need to be attributed. */
export function operatingSystemUser(): PersonId {
  return `os:${userInfo().username}` as PersonId;
}

/**
 * A plan that nobody could approve is not put before anybody: the mistake is in the settings, and shows at once.
 * @throws OperatorError naming what is missing.
 */
export function assertApprovable({ slack, approvals }: Settings): void {
  const enough = approvals.groups.length > 0 || approvals.users.length >= approvals.needed;
  if (slack?.kind === 'app' && enough) return;
  const missing =
    slack === null
      ? 'settings.yaml sets no "slack"'
      : slack.kind === 'webhook'
        ? 'slack has mode webhook, which only posts, and nobody can press a button'
        : `"approvals" names ${approvals.users.length} approvers, and ${approvals.needed} are needed`;
  throw new OperatorError(`nobody could approve this plan: ${missing}`, {
    hint: 'name the workspace and the approvers in settings.yaml; without approval nothing is ever rebooted',
    exitCode: exitCode.configuration,
  });
}

/**
 * The requester of a plan.
 * @throws OperatorError where approvals happen in Slack and nobody said who asks there.
 */
export function requester(settings: Settings, slackUser: string | undefined): PersonId {
  if (settings.slack?.kind !== 'app') return operatingSystemUser();
  if (slackUser === undefined)
    throw new OperatorError('who asks for this plan is not known in Slack', {
      hint: 'pass --requested-by with your Slack user id (U…), or set STAGGER_SLACK_USER: who asks may not approve',
      exitCode: exitCode.usage,
    });
  if (!/^[UW][A-Z0-9]{6,20}$/.test(slackUser))
    throw new OperatorError(
      `--requested-by: found "${slackUser}", expected a Slack user id such as U012ABCDEF`,
      {
        hint: 'copy it from your Slack profile; names can be changed by anybody, ids cannot',
        exitCode: exitCode.usage,
      },
    );
  return `slack:${settings.slack.team}/${slackUser}` as PersonId;
}
