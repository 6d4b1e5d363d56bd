// Everything one end-to-end test stands on: a lab of real hosts, a Slack workspace, an inventory about both, and
// Stagger as real processes over them. What is waited for is read from the workspace or the database; what is judged
// comes from the lab's own logs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlStore } from '../../src/adapters/sql/sql-store.ts';
import { replay } from '../../src/core/campaign/evolve.ts';
import type { Campaign } from '../../src/core/campaign/state.ts';
import type { CampaignId } from '../../src/core/fleet/ids.ts';
import { isObject } from '../../src/demo/workspace/json.ts';
import { startWorkspace, type Workspace } from '../../src/demo/workspace/workspace.ts';
import type { WorkspaceMessage } from '../../src/demo/workspace/workspace-state.ts';
import type { Store } from '../../src/ports/store.ts';
import { freePort } from '../lab/free-port.ts';
import { createLab, type Lab } from '../lab/lab.ts';
import { HUNG_MS } from '../lab/patience.ts';
import { labHosts, writeInventory, type LabFleet } from './lab-fleet.ts';
import {
  runStagger,
  startDaemonProcess,
  type CommandResult,
  type DaemonProcess,
  type ProcessOptions,
} from './stagger-process.ts';

export const channel = 'C0REBOOTS';
export const people = {
  approver: 'U0APPROVER',
  second: 'U0SECOND',
  requester: 'U0REQUESTER',
  stranger: 'U0STRANGER',
} as const;

/** CLOCK_MONOTONIC in ms, as the witness writes it. */
export function witnessNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

export class Rehearsal {
  readonly fleet: LabFleet;
  readonly lab: Lab;
  readonly workspace: Workspace;
  readonly dir: string;
  readonly process: ProcessOptions;
  readonly #daemons: DaemonProcess[] = [];
  #store: Store | null = null;

  constructor(parts: {
    readonly fleet: LabFleet;
    readonly lab: Lab;
    readonly workspace: Workspace;
    readonly dir: string;
  }) {
    this.fleet = parts.fleet;
    this.lab = parts.lab;
    this.workspace = parts.workspace;
    this.dir = parts.dir;
    this.process = {
      inventory: writeInventory(parts.dir, parts),
      env: {
        STAGGER_SLACK_BOT_TOKEN: parts.workspace.botToken,
        STAGGER_SLACK_APP_TOKEN: parts.workspace.appToken,
      },
    };
  }

  /** Writes the inventory anew, from a changed drawing of the same hosts. */
  rewriteInventory(fleet: LabFleet): void {
    writeInventory(this.dir, { ...this, fleet });
  }

  // Stagger ---------------------------------------------------------------------------------------------------------

  /** Starts the daemon, or `entry` in its place, and resolves at once. */
  launch(entry?: readonly string[], env: Readonly<Record<string, string>> = {}): DaemonProcess {
    const daemon = startDaemonProcess({ ...this.process, env: { ...this.process.env, ...env } }, entry);
    this.#daemons.push(daemon);
    return daemon;
  }

  /** Starts the daemon and resolves when its loops run. */
  async startDaemon(): Promise<DaemonProcess> {
    const daemon = this.launch();
    await daemon.waitForLine(({ msg }) => msg === 'stagger runs');
    return daemon;
  }

  stagger(...words: readonly string[]): Promise<CommandResult> {
    return runStagger(words, this.process);
  }

  /** The answer of a command as JSON, whatever its exit code; `--json` is added unless it names its own format. */
  async json<Answer>(...words: readonly string[]): Promise<Answer> {
    const asked = words.includes('--format') ? words : [...words, '--json'];
    const { stdout, stderr, code } = await this.stagger(...asked);
    try {
      return JSON.parse(stdout) as Answer;
    } catch {
      throw new Error(`stagger ${words.join(' ')} ended with ${code} and said:\n${stdout}${stderr}`);
    }
  }

  /** The answer of a command that must succeed. */
  async done(...words: readonly string[]): Promise<string> {
    const { stdout, stderr, code } = await this.stagger(...words);
    if (code !== 0)
      throw new Error(`stagger ${words.join(' ')} ended with ${code} and said:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Proposes a plan for the words (everything due, without any) in the requester's name. */
  async propose(...what: readonly string[]): Promise<CampaignId> {
    const before = new Set((await (await this.store()).campaigns('all')).map(({ id }) => id));
    await this.done('plan', ...what, '--propose', '--requested-by', people.requester);
    const [campaign] = (await (await this.store()).campaigns('all')).filter(({ id }) => !before.has(id));
    if (campaign === undefined) throw new Error('no campaign was proposed');
    return campaign.id;
  }

  // Records, to wait by ---------------------------------------------------------------------------------------------

  async store(): Promise<Store> {
    return (this.#store ??= await openSqlStore(join(this.dir, 'stagger.db')));
  }

  async campaign(id: CampaignId): Promise<Campaign> {
    const campaign = replay(await (await this.store()).campaignEvents(id, 0));
    if (campaign === null) throw new Error(`there is no campaign ${id}`);
    return campaign;
  }

  /** Waits until the campaign is so; rejects after `withinMs` with what it is instead. */
  async untilCampaign(
    id: CampaignId,
    isSo: (campaign: Campaign) => boolean,
    withinMs = HUNG_MS,
  ): Promise<Campaign> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const campaign = await this.campaign(id);
      if (isSo(campaign)) return campaign;
      if (performance.now() > deadline)
        throw new Error(`not within ${withinMs} ms: ${isSo.toString()}\n${this.story(campaign)}`);
      await sleep(50);
    }
  }

  /** Waits for the end and gives how it ended. A campaign that halts will not end by itself: that rejects at once. */
  async untilEnded(id: CampaignId, withinMs = HUNG_MS): Promise<string> {
    const over = ({ phase }: Campaign): boolean => phase.kind === 'ended' || phase.kind === 'halted';
    const campaign = await this.untilCampaign(id, over, withinMs);
    if (campaign.phase.kind === 'ended') return campaign.phase.as.kind;
    throw new Error(this.story(campaign));
  }

  story({ phase, hosts }: Campaign): string {
    const stages = [...hosts].map(([id, { stage }]) => `${id} ${JSON.stringify(stage)}`);
    return [JSON.stringify(phase), ...stages, this.#daemons.at(-1)?.said() ?? ''].join('\n');
  }

  // Slack -----------------------------------------------------------------------------------------------------------

  /** Messages that carry this key, thread replies too: there must never be two. */
  messagesWithKey(key: string): readonly WorkspaceMessage[] {
    return (this.workspace.state.messages.get(channel) ?? []).filter(({ metadata }) => {
      const payload = metadata?.['event_payload'];
      return isObject(payload) && payload['key'] === key;
    });
  }

  /** The campaign's card, once it is posted. */
  card(id: CampaignId, withinMs = HUNG_MS): Promise<WorkspaceMessage> {
    return this.workspace.until(() => this.messagesWithKey(`campaign/${id}/card`)[0], withinMs);
  }

  /** Waits until the card's text holds `text`. */
  cardSays(id: CampaignId, text: string, withinMs = HUNG_MS): Promise<WorkspaceMessage> {
    const card = (): WorkspaceMessage | undefined => this.messagesWithKey(`campaign/${id}/card`)[0];
    const says = (): WorkspaceMessage | null => {
      const now = card();
      return now?.text.includes(text) === true ? now : null;
    };
    return this.workspace.until(says, withinMs).catch(() => {
      throw new Error(`the card never said "${text}"; it says:\n${card()?.text ?? 'nothing'}`);
    });
  }

  /**
   * The notes in the card's thread once one of them says `end`, without the files and the milestones (zones and racks that
   * are finished), of which there are as many as the fleet has. None is there twice.
   */
  async thread(id: CampaignId, end: string, withinMs = HUNG_MS): Promise<readonly string[]> {
    const { ts } = await this.card(id);
    const texts = (): readonly string[] =>
      this.workspace
        .thread(channel, ts)
        .filter(({ files = [] }) => files.length === 0)
        .map(({ text }) => text);
    await this.workspace.until(() => texts().some((text) => text.includes(end)), withinMs);
    const notes = texts();
    if (new Set(notes).size < notes.length) throw new Error(`posted twice: ${notes.join('\n')}`);
    return notes.filter((text) => !/^(?:Zone|Rack) `[^`]+` finished: /.test(text));
  }

  /** Clicks a button of the card and gives what Slack makes of it. */
  async click(
    id: CampaignId,
    action: 'approve' | 'pause' | 'resume' | 'stop' | 'retry' | 'skip',
    user: string = people.approver,
  ) {
    const { ts } = await this.card(id);
    return this.workspace.click({ user, message: { channel, ts }, actionId: `stagger.${action}` });
  }

  /** Waits until `user` was told something that holds `text`, to them alone. */
  told(user: string, text: string, withinMs = HUNG_MS): Promise<unknown> {
    return this.workspace.until(
      () => this.workspace.ephemerals(user).find((ephemeral) => ephemeral.text.includes(text)),
      withinMs,
    );
  }

  /** Waits until a socket is open, so that a click arrives. */
  async listening(withinMs = HUNG_MS): Promise<void> {
    await this.workspace.until(() => this.workspace.sockets.count() > 0, withinMs);
  }

  /** Approves in Slack; gives the instant just before, on the witness's clock. */
  async approve(id: CampaignId): Promise<number> {
    await this.card(id);
    await this.listening();
    const approvedAtMs = witnessNowMs();
    const { kind } = await this.click(id, 'approve');
    if (kind !== 'acked') throw new Error(`the approval was ${kind}`);
    await this.told(people.approver, 'Your approval is recorded.');
    return approvedAtMs;
  }

  async close(): Promise<void> {
    await Promise.all(this.#daemons.map((daemon) => daemon.kill()));
    await this.#store?.close();
    await Promise.all([this.workspace.close(), this.lab.close()]);
    rmSync(this.dir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Starts lab and workspace and writes the inventory; starts nothing of Stagger. */
export async function rehearse(fleet: LabFleet): Promise<Rehearsal> {
  const dir = mkdtempSync(join(tmpdir(), 'stagger-e2e-'));
  // A port outside the ephemeral range: a workspace that goes down finds it free when it comes back.
  const workspace = await startWorkspace({ port: await freePort(), patienceMs: 50_000 });
  try {
    const lab = await createLab({ hosts: labHosts(fleet) });
    return new Rehearsal({ fleet, lab, workspace, dir });
  } catch (cause) {
    await workspace.close();
    rmSync(dir, { recursive: true, force: true });
    throw cause;
  }
}
