// An answer as a message, and as a file where a message cannot hold it. Every answer is bounded, whatever the fleet.

import { assertNever } from '../../../core/brand.ts';
import type { Answer, AnswerBody } from '../../../core/question/answer.ts';
import type { Catalogue } from '../../text/en.ts';
import { code, date, prose } from '../mrkdwn.ts';
import {
  actions,
  context,
  header,
  MAX_BLOCK_CHARS,
  MAX_BLOCKS,
  MAX_TEXT_CHARS,
  section,
  type SlackMessage,
} from '../slack-message.ts';
import { addedText, campaignsText, campaignText, dueText, nextText, rebootedText } from './answer-lists.ts';
import { said, type AnswerText } from './answer-text.ts';
import { hostText, ownerOfText, ownerText, rackText, serviceText } from './answer-things.ts';
import { whatIfText } from './answer-what-if.ts';
import { stopText } from './stop-button.ts';

export type RenderedAnswer = {
  readonly message: SlackMessage;
  /** What did not fit; null where everything did. */
  readonly file: { readonly name: string; readonly content: string } | null;
};

const SECTION_CHARS = 2_900;
/** A header (150), a confirm dialog (475) and a footer. */
const RESERVED_CHARS = 1_500;
/** Less of a section than this says nothing. */
const LEAST_CHARS = 200;

export function renderAnswer(
  answer: Answer,
  text: Catalogue,
  { command }: { readonly command: string },
): RenderedAnswer {
  const written = writtenAnswer(answer, text, command);
  const words = text.questions;
  const assumed = answer.assumed.map(({ asked, taken }) =>
    words.assumed(code(asked), words.kinds[taken.kind] ?? taken.kind, code(taken.id)),
  );
  const sections = bounded([...(assumed.length === 0 ? [] : [assumed.join('\n')]), ...written.sections]);
  const inFile = written.rest.length === 0 ? [] : [words.inFile(written.rest.length)];
  const footer = [words.asOf(date(answer.asOf)), ...inFile].join(' · ');
  const blocks = [
    header(written.title),
    ...sections.map(section),
    ...(written.buttons.length === 0 ? [] : [actions(written.buttons)]),
    context(footer),
  ];
  // The header is plain text and shows names as they are; here the same names could mention.
  const spoken = cut([prose(written.title, 200), ...sections, footer].join('\n'), MAX_TEXT_CHARS);
  const content = [written.title, footerFile(answer.asOf), '', ...written.rest].join('\n');
  return {
    message: { text: spoken, blocks },
    file:
      written.rest.length === 0 ? null : { name: `stagger-${answer.body.kind}.txt`, content: `${content}\n` },
  };
}

function footerFile(asOf: number): string {
  return `${new Date(asOf).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** As much of the sections as a message holds, with room for the header, the buttons and the footer. */
function bounded(sections: readonly string[]): readonly string[] {
  const taken: string[] = [];
  let left = MAX_BLOCK_CHARS - RESERVED_CHARS;
  for (const one of sections.filter((each) => each !== '')) {
    if (left < LEAST_CHARS || taken.length >= MAX_BLOCKS - 3) break;
    const fitting = cut(one, Math.min(SECTION_CHARS, left));
    taken.push(fitting);
    left -= fitting.length;
  }
  return taken;
}

/** Cut at the end of a line, so that no mark or mention of ours is cut in two. */
function cut(mrkdwn: string, chars: number): string {
  if (mrkdwn.length <= chars) return mrkdwn;
  const end = mrkdwn.lastIndexOf('\n', chars - 2);
  return `${mrkdwn.slice(0, end <= 0 ? chars - 2 : end)}\n…`;
}

function writtenAnswer({ body, asOf }: Answer, text: Catalogue, command: string): AnswerText {
  switch (body.kind) {
    case 'help': {
      const { title, how, lines } = text.questions.help;
      return said(title, [how(command), lines.map((line) => `• ${line}`).join('\n')]);
    }
    case 'host':
      return hostText(body, text);
    case 'rack':
      return rackText(body, text);
    case 'service':
      return serviceText(body, text);
    case 'owner':
      return ownerText(body, text);
    case 'owner-of':
      return ownerOfText(body, text);
    case 'overdue':
    case 'due':
      return dueText(body, text);
    case 'what-if':
      return whatIfText(body.loss, text);
    case 'next':
      return nextText(body, asOf, text);
    case 'rebooted':
      return rebootedText(body, text);
    case 'added':
      return addedText(body, text);
    case 'campaigns':
      return campaignsText(body, text);
    case 'campaign':
      return campaignText(body, asOf, text);
    case 'stop-campaign':
    case 'stop-fleet':
      return stopText(body, text);
    case 'unknown-name':
    case 'ambiguous':
    case 'not-understood':
    case 'incomplete':
      return notAnswered(body, text);
    default:
      return assertNever(body);
  }
}

type Unanswered = Extract<
  AnswerBody,
  { kind: 'unknown-name' | 'ambiguous' | 'not-understood' | 'incomplete' }
>;

function notAnswered(body: Unanswered, text: Catalogue): AnswerText {
  const words = text.questions.unknown;
  const kinds = text.questions.kinds;
  switch (body.kind) {
    case 'unknown-name': {
      const kind = kinds[body.wanted] ?? body.wanted;
      const hint =
        body.instead !== undefined
          ? words.noGuests(code(body.found), body.instead)
          : body.wanted === 'name'
            ? words.anyName
            : words.known(kind, body.known);
      return said(text.questions.help.title, [words.name(kind, code(body.found)), hint]);
    }
    case 'ambiguous': {
      const choices = body.choices.map(({ kind, id }) => `• ${words.choice(kinds[kind] ?? kind, code(id))}`);
      const more = body.more === 0 ? [] : [text.more(body.more)];
      return said(text.questions.help.title, [
        words.ambiguous(code(body.found)),
        [...choices, ...more].join('\n'),
      ]);
    }
    case 'not-understood':
      return said(text.questions.help.title, [
        [
          words.notUnderstood(code(prose(body.found, 100))),
          ...(body.nearest === null ? [] : [words.nearest(code(body.nearest))]),
        ].join(' '),
        words.tryHelp,
      ]);
    case 'incomplete':
      return said(text.questions.help.title, [words.incomplete[body.needs](prose(body.word, 40))]);
    default:
      return assertNever(body);
  }
}
