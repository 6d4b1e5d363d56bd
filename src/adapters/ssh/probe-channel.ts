// The probe loop on one live connection: a question is one line, its answer ends with a marker that holds the
// question's number. Whatever else happens breaks the channel for good, so that a late answer can never be taken for
// another question's. The connection stays: a hook that runs on it must not die of a slow probe.

import type { ClientChannel } from 'ssh2';
import type { DurationMs } from '../../core/brand.ts';
import type { ReadFactsOutcome } from '../../ports/host-control.ts';
import type { SshConnection } from './connection.ts';
import { firstOf } from './deadline.ts';
import { parseProbeOutput, type ReadBefore } from './probe-output.ts';
import { endMarker, factsRequest, probeCommand } from './probe-script.ts';
import { connectionFailure, missed, tooSlow, type ConnectionFailure } from './ssh-failure.ts';

/** An answer is about 2 KiB; a host with thousands of mounts and listeners stays far below. */
const maxAnswerBytes = 64 * 1024;

type Question = {
  readonly request: number;
  readonly sentAt: number;
  readonly settle: (outcome: ReadFactsOutcome) => void;
};

export type ProbeChannelOptions = {
  readonly connection: SshConnection;
  /** For messages. */
  readonly where: string;
  readonly now: () => number;
  /** Told once when the channel can answer no more, while its connection lives. */
  readonly onBroken: (why: ConnectionFailure) => void;
};

export class ProbeChannel {
  readonly #options: ProbeChannelOptions;
  readonly #started: Promise<void>;
  #questions: Question[] = [];
  #chunks: Buffer[] = [];
  #buffered = 0;
  #asked = 0;
  #answered = 0;
  #exit: string | null = null;
  #before: ReadBefore | null = null;
  #channel: ClientChannel | null = null;
  #broken: ConnectionFailure | null = null;

  /** Starts the loop on the host; `ask` may be called at once. */
  constructor(options: ProbeChannelOptions) {
    this.#options = options;
    options.connection.onEnd((failure) => this.#settleAll(failure));
    this.#started = this.#start();
  }

  async #start(): Promise<void> {
    const started = await this.#options.connection.exec(probeCommand, (channel) => this.#listen(channel));
    if (started.kind === 'refused')
      this.#break('exec-refused', `refuses to run a command: ${started.detail}`);
  }

  #listen(channel: ClientChannel): void {
    this.#channel = channel;
    if (this.#broken !== null) channel.close();
    channel.on('error', () => undefined);
    channel.on('data', (chunk: Buffer) => this.#onData(chunk));
    channel.stderr.on('data', (chunk: Buffer) => this.#onNoise(chunk));
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#exit = code === null ? `signal ${signal ?? 'unknown'}` : `status ${code}`;
    });
    channel.on('close', () => this.#onClose());
  }

  /** All facts. When `timeoutMs` passes without an answer the channel is broken: what follows on it is stale. */
  async ask(timeoutMs: DurationMs): Promise<ReadFactsOutcome> {
    const { connection, where, now } = this.#options;
    const request = (this.#asked += 1);
    return firstOf<ReadFactsOutcome>(
      timeoutMs,
      () => {
        const failure = tooSlow({ where, stage: 'open', banner: null }, timeoutMs);
        this.#breakWith(failure);
        return missed(failure);
      },
      (settle) => {
        void this.#started.then(() => {
          const why = connection.ended() ?? this.#broken;
          if (why !== null || this.#channel === null) {
            settle(missed(why ?? this.#failure('connection-lost', 'has no probe any more')));
            return;
          }
          this.#questions.push({ request, sentAt: now(), settle });
          this.#channel.write(factsRequest(request));
        });
      },
    );
  }

  #onData(chunk: Buffer): void {
    if (this.#broken !== null) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    const [question] = this.#questions;
    if (question !== undefined && chunk.at(-1) === newline) this.#tryAnswer(question);
    if (this.#buffered > maxAnswerBytes)
      this.#break('garbage-output', `printed more than ${maxAnswerBytes / 1024} KiB instead of its facts`);
  }

  #tryAnswer(question: Question): void {
    const all =
      this.#chunks.length === 1 && this.#chunks[0] !== undefined
        ? this.#chunks[0]
        : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    const marker = endMarker(question.request);
    const at = all.length - marker.length;
    const ends = all.toString('latin1', Math.max(0, at)) === marker;
    // Two questions at once: the answer to the first may be followed by a part of the second.
    const cut = ends ? all.length : this.#questions.length > 1 ? endOf(all, marker) : -1;
    if (cut < 0) return;
    this.#chunks = cut === all.length ? [] : [all.subarray(cut)];
    this.#buffered = all.length - cut;
    this.#questions.shift();
    this.#answered += 1;
    const trip = { sentAt: question.sentAt, receivedAt: this.#options.now() };
    const parsed = parseProbeOutput(all.toString('utf8', 0, cut), question.request, {
      trip,
      before: this.#before,
    });
    if (parsed.kind === 'garbage') {
      const failure = this.#failure('garbage-output', `answers, but not with facts: ${parsed.detail}`);
      question.settle(missed(failure));
      this.#breakWith(failure);
      return;
    }
    this.#before = parsed;
    question.settle({ kind: 'facts', facts: parsed.facts });
    const [next] = this.#questions;
    if (next !== undefined && this.#buffered > 0) this.#tryAnswer(next);
  }

  /** Standard error is read for the text of a refusal, and bounded like the rest. */
  #onNoise(chunk: Buffer): void {
    if (this.#answered === 0) this.#onData(chunk);
  }

  #onClose(): void {
    const said = Buffer.concat(this.#chunks).toString('utf8', 0, 200).replace(/\s+/g, ' ').trim();
    const text = said === '' ? '' : ` and said: ${said}`;
    if (this.#answered > 0) this.#break('connection-lost', `ended the probe (${this.#exit ?? 'no status'})`);
    else if (this.#exit === 'status 0' || this.#exit === null)
      this.#break(
        'garbage-output',
        `ended the probe without facts${text}. Is a forced command set for our key?`,
      );
    else
      this.#break(
        'exec-refused',
        `did not run the probe (${this.#exit})${text}. Has the account a login shell?`,
      );
  }

  #failure(failure: ConnectionFailure['failure'], what: string): ConnectionFailure {
    return connectionFailure(failure, `${this.#options.where} ${what}`);
  }

  #break(failure: ConnectionFailure['failure'], what: string): void {
    this.#breakWith(this.#failure(failure, what));
  }

  #breakWith(why: ConnectionFailure): void {
    if (this.#broken !== null) return;
    this.#broken = why;
    this.#channel?.close();
    this.#settleAll(why);
    if (this.#options.connection.ended() === null) this.#options.onBroken(why);
  }

  #settleAll(why: ConnectionFailure): void {
    const questions = this.#questions;
    this.#questions = [];
    this.#chunks = [];
    for (const question of questions) question.settle(missed(why));
  }
}

const newline = 0x0a;

function endOf(all: Buffer, marker: string): number {
  const at = all.indexOf(`\n${marker}`);
  return at < 0 ? -1 : at + 1 + marker.length;
}
