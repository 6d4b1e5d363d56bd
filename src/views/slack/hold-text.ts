// What holds a campaign, on its card: the reason, and what ends it.

import { assertNever } from '../../core/brand.ts';
import type { CampaignHold } from '../../core/campaign/holds.ts';
import type { FlagCause, StopSubject, UnknownCause } from '../../core/campaign/input.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { Catalogue } from '../text/en.ts';
import { causeCode } from './incident-text.ts';
import { code, date, joinWithin, prose } from './mrkdwn.ts';
import { saidWords } from './said-words.ts';

/** More than this at once is a fleet that nobody should read on a card. */
const HOLDS = 4;

/** mrkdwn, at most about 1,800 characters; null where nothing holds it. */
export function holdsText(holds: readonly CampaignHold[], text: Catalogue): string | null {
  if (holds.length === 0) return null;
  const lines = holds.map((hold) => holdLine(hold, text));
  return joinWithin(lines, { items: HOLDS, chars: 1_700, separator: '\n' }, text.more);
}

function holdLine(hold: CampaignHold, text: Catalogue): string {
  const { holds } = text;
  switch (hold.kind) {
    case 'flag':
      return flagLine(hold.cause, hold.why, text);
    case 'unknown':
      return said(holds.unknown(unknownWords(hold, text)), holds.unknownEnds);
    case 'stopped': {
      const subject = holds[hold.subject.kind](code(hold.subject.id));
      const why = prose(hold.why, 200);
      return said(holds.stopped(subject, hold.hosts, why), holds.stopSwitchEnds(clearCommand(hold.subject)));
    }
    case 'no-inventory':
      return said(holds.noInventory, holds.noInventoryEnds);
    case 'freeze-unknown':
      return said(
        holds.freezeUnknown(code(hold.freeze), saidWords(hold.why, 160, text)),
        holds.freezeUnknownEnds,
      );
    case 'frozen':
      return said(holds.frozen(prose(hold.freeze, 200), date(hold.untilAt)), holds.frozenEnds);
    case 'window-shut':
      return hold.opensAt === null
        ? said(holds.windowNever, holds.windowNeverEnds)
        : `*${holds.windowShut(date(hold.opensAt))}*`;
    case 'chaos-not-allowed':
      return said(holds.chaosNotAllowed, holds.chaosNotAllowedEnds);
    case 'chaos-alone':
      return said(holds.chaosAlone, holds.chaosAloneEnds);
    case 'does-not-fit':
      return `*${holds.doesNotFit(date(hold.closesAt))}*`;
    default:
      return assertNever(hold);
  }
}

function flagLine(cause: FlagCause, why: string, text: Catalogue): string {
  return said(flagWords({ cause, why }, text), flagEnds(cause, text));
}

/** What set a flag, in one sentence; mrkdwn. */
export function flagWords(
  { cause, why }: { readonly cause: FlagCause; readonly why: string },
  text: Catalogue,
): string {
  const { holds } = text;
  switch (cause.kind) {
    case 'incident':
      return cause.cause.kind === 'blind'
        ? holds.blind(code(cause.incident))
        : holds.incident(causeCode(cause.cause, text), code(cause.incident));
    case 'losses':
      return holds.losses(cause.hosts);
    case 'stop-switch':
      return holds.stopSwitch(prose(cause.path ?? text.ownWords(why) ?? why, 240));
    case 'clock':
      return holds.clock(text.duration(Math.abs(cause.byMs)));
    default:
      return assertNever(cause);
  }
}

function flagEnds(cause: FlagCause, { holds }: Catalogue): string {
  switch (cause.kind) {
    case 'incident':
      return cause.cause.kind === 'blind' ? holds.blindEnds : holds.incidentEnds;
    case 'losses':
      return holds.lossesEnd;
    case 'stop-switch':
      return holds.stopSwitchEnds(clearCommand(cause.file ?? null));
    case 'clock':
      return holds.clockEnds;
    default:
      return assertNever(cause);
  }
}

/** What keeps Stagger from telling whether a host may start; mrkdwn. */
export function unknownWords(
  { cause, why }: { readonly cause?: UnknownCause; readonly why: string },
  text: Catalogue,
): string {
  const { holds } = text;
  if (cause === undefined) return saidWords(why, 240, text);
  switch (cause.kind) {
    case 'incidents-not-recorded':
      return holds.unknownCauses[cause.kind](prose(cause.said, 160));
    case 'stop-switch-unread':
      return holds.unknownCauses[cause.kind](prose(cause.path, 120), prose(cause.code, 40));
    default:
      return holds.unknownCauses[cause.kind];
  }
}

function said(reason: string, ends: string): string {
  return `*${reason}*\n${ends}`;
}

/** `of` as text: the name of a file. */
function clearCommand(subject: StopSubject | string | null): string {
  const named = typeof subject === 'string' ? { kind: 'file', id: shellWord(subject) } : subject;
  const of = named === null ? '' : ` --${named.kind} ${named.id.replaceAll('`', "'")}`;
  return `\`${prose(`stagger stop-switch clear${of}`, 320)}\``;
}
