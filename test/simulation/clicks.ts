// How what a person presses reaches the daemon, what the chat says of that person, and what they are told. Both sides
// of it are noted for the judges.
import { MINUTE_MS } from '../../src/core/brand.ts';
import type { PersonId } from '../../src/core/fleet/ids.ts';
import type { StandingLookup } from '../../src/ports/chat.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Daemon } from '../../src/runtime/daemon.ts';
import { judgeAnswer } from './answer-judge.ts';
import type { Press } from './people.ts';
import type { Supervisor } from './supervisor.ts';
import type { Click } from './truth.ts';
import type { World } from './world.ts';

export function createPress(world: World, supervisor: Supervisor): Press {
  const { truth, time, acts, log, roster } = world;
  return (click, by, chat) => {
    const name = `${by.slice(-3)} clicks ${click.kind} ${click.campaign}`;
    if (acts.next(name) === null) return;
    log.note('host' in click ? `${name} ${click.host}` : name);
    const rules = truth.campaigns.get(click.campaign)?.approvalPolicy.rules ?? [];
    const { judgement, meets } = roster.standingOf(by, rules);
    const noted: Click = {
      kind: click.kind,
      by,
      campaign: click.campaign,
      digest: 'seen' in click ? click.seen.digest : null,
      at: time.now(),
      mayApprove: judgement.kind === 'approver' && chat === undefined,
      meets,
      answeredAt: null,
      answer: null,
    };
    truth.clicks.push(noted);
    supervisor.ask(async (daemon) => {
      const answer = await daemon.inputs.click(click, by, standingOf(world, { by, chat }));
      Object.assign(noted, { answeredAt: time.now(), answer: answer.kind });
      if (answer.kind === 'done') judgeAnswer(click, by, world);
    });
  };
}

type Clicker = { readonly by: PersonId | null; readonly chat: 'cannot-tell' | undefined };

/** While the chat is away people still decide (at the command line), and nobody can say anything of their colleagues. */
function standingOf({ roster, time, chat: workspace }: World, { by, chat }: Clicker): StandingLookup {
  return (person, rules) => {
    const isMute = person === by ? chat === 'cannot-tell' : time.now() < workspace.awayUntil;
    if (!isMute) return Promise.resolve(roster.standingOf(person, rules));
    const judgement = { kind: 'unknown', why: 'simulated: the chat does not answer' } as const;
    return Promise.resolve({ judgement, meets: [] });
  };
}

/** As the chat's adapter does while it is connected: approvals that wait are asked about once a minute. */
export async function reviewApprovals(world: World, daemon: Daemon, clock: Clock): Promise<void> {
  const { truth, time, chat, roster } = world;
  for (;;) {
    await clock.sleep(MINUTE_MS);
    const [startedAt, left] = [time.now(), new Set(roster.left)];
    if (left.size === 0 || startedAt < chat.awayUntil) continue;
    const reviewed = await daemon.inputs
      .reviewApprovals(standingOf(world, { by: null, chat: undefined }))
      .then(
        () => true,
        () => false,
      );
    if (reviewed && time.now() >= chat.awayUntil) truth.reviews.push({ startedAt, doneAt: time.now(), left });
  }
}
