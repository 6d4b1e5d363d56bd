// A file in Slack: into a thread, a channel or, for somebody alone, their direct messages. A file that does not arrive
// changes nothing: what it adds to is shown without it.

import type { WebClient } from '@slack/web-api';

export type UploadedFile = { readonly id: string };

export type FilePlace =
  | { readonly kind: 'channel'; readonly channel: string; readonly thread: string | null }
  /** Only ours, to be shown inside a message. */
  | { readonly kind: 'unshared' };

/** @throws an error of the client, of a bound call. */
export async function uploadFile(
  client: WebClient,
  file: { readonly name: string; readonly content: Uint8Array; readonly altText: string | null },
  place: FilePlace,
): Promise<UploadedFile> {
  const channel = place.kind === 'unshared' ? {} : { channel_id: place.channel };
  const thread = place.kind === 'channel' && place.thread !== null ? { thread_ts: place.thread } : {};
  const answer = await client.filesUploadV2({
    ...channel,
    ...thread,
    filename: file.name,
    title: file.name,
    file: Buffer.from(file.content),
    ...(file.altText === null ? {} : { alt_text: file.altText }),
  } as Parameters<WebClient['filesUploadV2']>[0]);
  const id = answer.files.flatMap((done) => done.files ?? []).find((done) => done.id !== undefined)?.id;
  if (id === undefined) throw new Error('Slack did not name the file that it took');
  return { id };
}

/** The direct conversation with `user`. */
export async function directChannel(client: WebClient, user: string): Promise<string> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened no direct conversation');
  return channel.id;
}
