// What a plan made now would do with one host, and why: the same answer as `stagger explain`.

import type { HostReport, PlanStep } from '../../../core/planning/plan.ts';
import { guestsDrainedIn } from '../../../core/rotation/guest-drains.ts';
import { html, type Html } from '../html-text.ts';
import { instant, type Frame } from './frame.ts';
import { hostLink, joined } from './links.ts';
import { waitLine } from './wait-lines.ts';

export type HostExplanation = {
  readonly row: HostReport | null;
  /** Of the whole plan; empty where there is nothing to do. */
  readonly steps: readonly PlanStep[];
};

const NAMED = 12;

export function explanationList(frame: Frame, { row, steps }: HostExplanation): Html {
  const { text, words } = frame;
  if (row === null) return html`<p>${text.host.notPlanned}</p>`;
  if (row.kind === 'left-out') return html`<p><b>${text.host.leftOut}</b> ${waitLine(frame, row.why)}</p>`;
  const step = steps.find(({ host }) => host === row.host);
  if (step === undefined) return html`<p>${text.host.notPlanned}</p>`;
  const together = steps.filter(({ wave, host }) => wave === row.wave && host !== row.host);
  const named = (hosts: readonly string[]): Html =>
    html`${joined(hosts.slice(0, NAMED).map(hostLink))}${hosts.length > NAMED ? ` +${hosts.length - NAMED}` : ''}`;
  const lines: readonly (readonly [string, Html | string])[] = [
    [text.host.planned, html`${instant(frame, step.expectedStartAt)} (${text.campaigns.wave} ${row.wave})`],
    [text.host.why, text.host.reasons[step.reason]],
    ...row.waits.map((why) => [text.host.waits, waitLine(frame, why)] as const),
    ...(['drained', 'undrained'] as const).flatMap((manner) => {
      const guests = manner === 'drained' ? guestsDrainedIn(step) : (step.undrainedGuests ?? []);
      return guests.length === 0 ? [] : [[words.approval.guests[manner].label, named(guests)] as const];
    }),
    ...(step.after.length === 0 ? [] : [[text.host.after, named(step.after)] as const]),
    ...(together.length === 0
      ? []
      : [[text.host.together, named(together.map(({ host }) => host))] as const]),
  ];
  return html`<dl class="facts">
    ${lines.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
