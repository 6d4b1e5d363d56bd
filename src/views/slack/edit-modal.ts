// The form that takes hosts out of a plan, in two steps: choose, then see what that changes before it is done. Hosts are
// chosen by their place in the plan, so that no name has to fit into an option's value.

import type { ModalView, MultiStaticSelect, PlainTextOption } from '@slack/types';
import type { HostId } from '../../core/fleet/ids.ts';
import type { RebootPlan } from '../../core/planning/plan.ts';
import type { PlanDiff } from '../../core/planning/plan-diff.ts';
import type { Catalogue } from '../text/en.ts';
import { editModal } from './button-value.ts';
import { plain, plainName } from './mrkdwn.ts';
import { planChangeText } from './plan-change.ts';
import { section } from './slack-message.ts';

/** Slack's most options of one menu or group, and most groups. */
const MAX_OPTIONS = 100;
const MAX_GROUPS = 100;

/** What fits into Slack's 250 KB of a view with the longest names; more is edited at the command line. */
const MAX_HOSTS = 1_500;

/** `null` in place of hosts: the form is shown while the change is worked out. */
export type EditPreviewGiven = {
  readonly metadata: string;
  readonly version: number;
  readonly diff: PlanDiff;
};

function option(name: string, index: number): PlainTextOption {
  return { text: plain(plainName(name, 72)), value: String(index) };
}

type Group = { readonly name: string; readonly options: readonly PlainTextOption[] };

/** By rack, by zone where there is none, in the order in which they first go; a group too long is split. */
function groupsOf(plan: RebootPlan, gone: ReadonlySet<HostId>, text: Catalogue): readonly Group[] {
  const places = new Map(plan.scope.hosts.map(({ host, rack, zone }) => [host, rack ?? zone]));
  const named = plan.steps
    .map(({ host }, index) => ({ host, index }))
    .filter(({ host }) => !gone.has(host))
    .slice(0, MAX_HOSTS)
    .map(({ host, index }) => ({
      place: places.get(host) ?? text.approval.noRack,
      option: option(host, index),
    }));
  return [...Map.groupBy(named, ({ place }) => place)].flatMap(([place, members]) => {
    const parts = Math.ceil(members.length / MAX_OPTIONS);
    return Array.from({ length: parts }, (_, part) => ({
      name: parts === 1 ? plainName(place, 70) : text.approval.groupPart(plainName(place, 60), part + 1),
      options: members.slice(part * MAX_OPTIONS, (part + 1) * MAX_OPTIONS).map((member) => member.option),
    }));
  });
}

function menu(plan: RebootPlan, given: EditChoice, text: Catalogue): MultiStaticSelect {
  const { chosen, gone } = given;
  const groups = groupsOf(plan, gone, text).slice(0, MAX_GROUPS);
  const all = groups.flatMap(({ options }) => options);
  const initial = all.filter(({ value }) => chosen.has(Number(value)));
  return {
    type: 'multi_static_select',
    action_id: editModal.actionId,
    placeholder: plain(text.approval.editPlaceholder),
    ...(plan.steps.length <= MAX_OPTIONS
      ? { options: [...all].sort((left, right) => Number(left.value) - Number(right.value)) }
      : {
          option_groups: groups.map(({ name, options }) => ({ label: plain(name), options: [...options] })),
        }),
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

type EditChoice = {
  /** Places in the plan that were chosen before. */
  readonly chosen: ReadonlySet<number>;
  /** Hosts that it would reboot no more: nobody has to take them out. */
  readonly gone: ReadonlySet<HostId>;
};

/** The first step. `metadata` comes back with it. */
export function renderEditModal(
  plan: RebootPlan,
  given: EditChoice & { readonly metadata: string },
  text: Catalogue,
): ModalView {
  const hosts = plan.steps.filter(({ host }) => !given.gone.has(host)).length;
  const shown = Math.min(hosts, MAX_HOSTS);
  return {
    type: 'modal',
    callback_id: editModal.chooseId,
    private_metadata: given.metadata,
    title: plain(text.approval.editTitle.slice(0, 24)),
    submit: plain(text.approval.editNext.slice(0, 24)),
    close: plain(text.plan.cancel.slice(0, 24)),
    blocks: [
      section(text.approval.editIntro(hosts)),
      ...(shown < hosts ? [section(text.approval.editShown(shown, hosts))] : []),
      {
        type: 'input',
        block_id: editModal.blockId,
        label: plain(text.approval.editLabel),
        hint: plain(text.approval.editHint),
        element: menu(plan, given, text),
      },
    ],
  };
}

/** The second step: what it changes, and the button that does it. */
export function renderEditPreview(given: EditPreviewGiven, text: Catalogue): ModalView {
  return {
    type: 'modal',
    callback_id: editModal.confirmId,
    private_metadata: given.metadata,
    title: plain(text.approval.previewTitle(given.version).slice(0, 24)),
    submit: plain(text.approval.previewSubmit.slice(0, 24)),
    close: plain(text.plan.cancel.slice(0, 24)),
    blocks: [section(planChangeText(given.diff, text)), section(text.approval.previewNote)],
  };
}

/** What stands in the form while it is worked out, or because it was refused. */
export function renderEditNotice(message: string, text: Catalogue): ModalView {
  return {
    type: 'modal',
    callback_id: editModal.confirmId,
    title: plain(text.approval.editTitle.slice(0, 24)),
    close: plain(text.plan.close.slice(0, 24)),
    blocks: [section(message)],
  };
}
