// The forms of a plan: taking hosts out of it (choose, see what that changes, do it) and reading all of it. A form only
// points at the plan that the person saw; everything is looked up and judged again when it comes back.

import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { SeenPlan } from '../../core/campaign/input.ts';
import { planLeft, type RebootedSince } from '../../core/campaign/rebooted-since.ts';
import type { Campaign } from '../../core/campaign/state.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { ChatClick, EditPreview } from '../../ports/chat.ts';
import {
  actionIds,
  chosenHostsValue,
  detailsActions,
  editModal,
  parseChosenHosts,
  parsePlanValue,
} from '../../views/slack/button-value.ts';
import type { Catalogue } from '../../views/text/en.ts';
import { refusedText } from '../../views/slack/click-feedback.ts';
import { renderEditModal, renderEditNotice, renderEditPreview } from '../../views/slack/edit-modal.ts';
import { detailsText, renderDetailsModal } from '../../views/slack/plan-details.ts';
import {
  answerText,
  decide,
  formContextOf,
  inTime,
  quietly,
  type ClickParts,
  type FormContext,
} from './clicks.ts';
import { uploadFile } from './upload-file.ts';
import { errorText } from './slack-log.ts';

type Plan = {
  readonly campaign: Campaign;
  readonly seen: SeenPlan;
  readonly rebooted: RebootedSince;
};

/** The campaign whose plan the button showed, or why a form about it makes no sense any more. */
async function planOf(value: string, { inputs, log }: ClickParts, text: Catalogue): Promise<Plan | string> {
  const parsed = parsePlanValue(value);
  if (parsed === null) return text.feedback.unreadable;
  try {
    const asked = inputs();
    const campaign = (await asked?.campaign(parsed.campaign)) ?? null;
    if (asked === null || campaign === null) return text.feedback.failed;
    const { plan, digest } = campaign.document;
    const same = plan.version === parsed.seen.version && digest === parsed.seen.digest;
    return same
      ? { campaign, seen: parsed.seen, rebooted: asked.rebootedSince(campaign) }
      : text.feedback.refused['plan-changed'];
  } catch (error) {
    log.error('a plan could not be read for a form', { error: errorText(error) });
    return text.feedback.failed;
  }
}

function metadataOf(context: FormContext): string {
  return JSON.stringify(context);
}

/** Wires Edit and Details of `app`, with every step of their forms. */
export function listenToPlanForms(app: App, parts: ClickParts): void {
  openers(app, parts);
  listenToChoice(app, parts);
  listenToConfirmation(app, parts);
  listenToPages(app, parts);
  listenToFile(app, parts);
}

/** The form, or why there is none. */
function editForm({ campaign, rebooted }: Plan, metadata: string, text: Catalogue): ModalView | string {
  const { refused } = text.feedback;
  if (campaign.phase.kind !== 'awaiting-approval') return refused['already-decided'];
  const left = new Set(planLeft(campaign, rebooted).steps.map(({ host }) => host));
  if (left.size === 0) return refused['nothing-left'];
  const gone = new Set([...campaign.hosts.keys()].filter((host) => !left.has(host)));
  return renderEditModal(campaign.document.plan, { metadata, chosen: new Set(), gone }, text);
}

/** Both buttons open a form at once: the click's trigger is good for three seconds. */
function openers(app: App, parts: ClickParts): void {
  const { log } = parts;
  const views: Readonly<
    Record<string, (plan: Plan, metadata: string, text: Catalogue) => ModalView | string>
  > = {
    [actionIds.edit]: editForm,
    [actionIds.details]: ({ campaign, rebooted }, metadata, text) =>
      renderDetailsModal(campaign, { metadata, page: 1, rebooted }, text),
  };
  for (const [actionId, viewOf] of Object.entries(views))
    app.action(
      { type: 'block_actions', action_id: actionId },
      async ({ body, action, ack, respond, client }) => {
        await quietly(log, 'a click was not acknowledged', () => ack());
        const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
        const more = 'message' in body ? (body.message?.ts ?? '') : '';
        const metadata = metadataOf({ value, channel: body.channel?.id ?? '', more });
        const text = await parts.textFor(body.user.id);
        const plan = await planOf(value, parts, text);
        let view = typeof plan === 'string' ? plan : viewOf(plan, metadata, text);
        if (typeof view !== 'string')
          try {
            await client.views.open({ trigger_id: body.trigger_id, view });
            return;
          } catch (error) {
            log.warn('a form could not be opened', { error: errorText(error) });
            view = text.feedback.failed;
          }
        const words = view;
        await quietly(log, 'an answer to a click was not shown', () =>
          respond({ response_type: 'ephemeral', replace_original: false, text: words }),
        );
      },
    );
}

function previewView(answer: EditPreview, metadata: string, text: Catalogue): ModalView {
  if (answer.kind === 'refused') return renderEditNotice(refusedText(answer, text), text);
  const { document, diff } = answer;
  return renderEditPreview({ metadata, version: document.plan.version, diff }, text);
}

/** Hosts by their place in the plan that the person saw; null where a place is none of it. */
function hostsAt({ campaign }: Plan, places: readonly number[]): readonly HostId[] | null {
  const hosts = places.map((place) => campaign.document.plan.steps[place]?.host);
  return hosts.every((host) => host !== undefined) ? hosts : null;
}

/** The first step came back: work out what it changes, in the form itself. */
function listenToChoice(app: App, parts: ClickParts): void {
  const { log } = parts;
  app.view(editModal.chooseId, async ({ body, view, ack, client }) => {
    const text = await parts.textFor(body.user.id);
    const update = (next: ModalView) =>
      quietly(log, 'a form was not acknowledged', () => ack({ response_action: 'update', view: next }));
    const context = formContextOf(view.private_metadata);
    const plan = context === null ? text.feedback.unreadable : await planOf(context.value, parts, text);
    if (context === null || typeof plan === 'string')
      return update(renderEditNotice(typeof plan === 'string' ? plan : text.feedback.unreadable, text));
    const chosen = view.state.values[editModal.blockId]?.[editModal.actionId]?.selected_options ?? [];
    const places = new Set(chosen.map(({ value }) => Number(value)));
    const without = hostsAt(plan, [...places]);
    if (without === null) return update(renderEditNotice(text.feedback.unreadable, text));
    const more = chosenHostsValue(places, plan.campaign.document.plan.steps.length);
    const work = preview(plan, without, parts);
    const early = await inTime(work, parts);
    const metadata = metadataOf({ ...context, more });
    if (early !== null) return update(previewView(early, metadata, text));
    await update(renderEditNotice(text.approval.working, text));
    const late = previewView(await work, metadata, text);
    return quietly(log, 'a preview was not shown', () =>
      client.views.update({ view_id: view.id, view: late }),
    );
  });
}

async function preview(plan: Plan, without: readonly HostId[], parts: ClickParts): Promise<EditPreview> {
  try {
    const inputs = parts.inputs();
    if (inputs !== null)
      return await inputs.preview({ campaign: plan.campaign.id, seen: plan.seen, without });
  } catch (error) {
    parts.log.error('an edit could not be worked out', { error: errorText(error) });
  }
  return { kind: 'refused', why: 'failed', detail: '' };
}

/** The second step came back: now it is decided. */
function listenToConfirmation(app: App, parts: ClickParts): void {
  const { log } = parts;
  app.view(editModal.confirmId, async ({ body, view, ack, client }) => {
    const text = await parts.textFor(body.user.id);
    const update = (words: string) =>
      quietly(log, 'a form was not acknowledged', () =>
        ack({ response_action: 'update', view: renderEditNotice(words, text) }),
      );
    const context = formContextOf(view.private_metadata);
    const places = context === null ? null : parseChosenHosts(context.more);
    const plan = context === null ? text.feedback.unreadable : await planOf(context.value, parts, text);
    if (typeof plan === 'string') return update(plan);
    const without = places === null ? null : hostsAt(plan, places);
    if (context === null || without === null) return update(text.feedback.unreadable);
    const click: ChatClick = { kind: 'edit', campaign: plan.campaign.id, seen: plan.seen, without };
    const work = decide(click, { user: body.user.id, team: body.team?.id ?? null }, parts);
    const early = await inTime(work, parts);
    if (early === null) await update(text.approval.working);
    const answer = early ?? (await work);
    const words = answerText('edit', answer, text);
    if (early === null)
      await quietly(log, 'an answer to an edit was not shown', () =>
        client.views.update({ view_id: view.id, view: renderEditNotice(words, text) }),
      );
    else if (answer.kind === 'done') await quietly(log, 'a form was not acknowledged', () => ack());
    else await update(words);
    if (answer.kind === 'done' && context.channel !== '')
      await quietly(log, 'an answer to an edit was not shown', () =>
        client.chat.postEphemeral({ channel: context.channel, user: body.user.id, text: words }),
      );
  });
}

/** Turns the pages of the details. */
function listenToPages(app: App, parts: ClickParts): void {
  const { log } = parts;
  const show = (client: WebClient, id: string, view: ModalView) =>
    quietly(log, 'a page was not shown', () => client.views.update({ view_id: id, view }));
  for (const actionId of [detailsActions.previous, detailsActions.next])
    app.action({ type: 'block_actions', action_id: actionId }, async ({ body, action, ack, client }) => {
      await quietly(log, 'a click was not acknowledged', () => ack());
      const metadata = body.view?.private_metadata ?? '';
      const text = await parts.textFor(body.user.id);
      const plan = await planOf(formContextOf(metadata)?.value ?? '', parts, text);
      const page = Number('value' in action ? action.value : 1);
      if (body.view !== undefined)
        await show(
          client,
          body.view.id,
          typeof plan === 'string'
            ? renderEditNotice(plan, text)
            : renderDetailsModal(plan.campaign, { metadata, page, rebooted: plan.rebooted }, text),
        );
    });
}

/** True if the thread has the file already: two people who ask for it get one. */
async function isThere(client: WebClient, context: FormContext, name: string): Promise<boolean> {
  const page = await client.conversations.replies({ channel: context.channel, ts: context.more, limit: 200 });
  return (page.messages ?? []).some(({ files }) => files?.some((file) => file.name === name) === true);
}

/** Puts the whole plan into the card's thread, once. */
function listenToFile(app: App, parts: ClickParts): void {
  const { log } = parts;
  let turn: Promise<unknown> = Promise.resolve();
  const post = async (client: WebClient, context: FormContext, text: Catalogue): Promise<string> => {
    const plan = await planOf(context.value, parts, text);
    if (typeof plan === 'string') return plan;
    const { campaign, rebooted } = plan;
    const name = `plan-${campaign.id}-v${campaign.document.plan.version}.txt`;
    if (await isThere(client, context, name)) return text.approval.fileThere;
    const content = Buffer.from(detailsText(campaign, rebooted, parts.channelText));
    const place = { kind: 'channel', channel: context.channel, thread: context.more } as const;
    await uploadFile(client, { name, content, altText: null }, place);
    return text.approval.filePosted;
  };
  app.action({ type: 'block_actions', action_id: detailsActions.file }, async ({ body, ack, client }) => {
    await quietly(log, 'a click was not acknowledged', () => ack());
    const text = await parts.textFor(body.user.id);
    const context = formContextOf(body.view?.private_metadata ?? '');
    if (context === null) return;
    // One at a time: a second click must see the file of the first.
    const work = turn.then(() => post(client, context, text));
    turn = work.catch(() => undefined);
    const words = await work.catch((error: unknown) => {
      log.warn('the file of a plan was not posted', { error: errorText(error) });
      return text.approval.fileFailed;
    });
    await quietly(log, 'an answer to a click was not shown', () =>
      client.chat.postEphemeral({ channel: context.channel, user: body.user.id, text: words }),
    );
  });
}
