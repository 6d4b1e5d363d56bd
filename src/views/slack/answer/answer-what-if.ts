// What a loss would do, in the words of the reader: worst first, whom to call.

import { domainText } from '../../../core/placement/domain-text.ts';
import { outcomes } from '../../../core/placement/outcome.ts';
import type { ServiceImpact, WhatIf } from '../../../core/placement/what-if.ts';
import type { Catalogue } from '../../text/en.ts';
import { code, plainName } from '../mrkdwn.ts';
import { list, names, ownerName, said, type AnswerText, type Ink } from './answer-text.ts';

/** `down: 2, below its minimum: 3`; nothing but ok is said in a sentence. */
export function outcomeCounts(loss: WhatIf, text: Catalogue): string {
  const words = text.questions.whatIf;
  const hit = outcomes
    .toReversed()
    .filter((outcome) => outcome !== 'ok')
    .map((outcome) => ({
      outcome,
      count: loss.services.filter((impact) => impact.outcome === outcome).length,
    }))
    .filter(({ count }) => count > 0);
  if (hit.length === 0) return words.allOk;
  return hit.map(({ outcome, count }) => words.counts(words.outcome[outcome], count)).join(text.list);
}

function impactLine(impact: ServiceImpact, text: Catalogue, ink: Ink): string {
  const words = text.questions.whatIf;
  const { service, outcome, left, instances, owner, path, primaryLost } = impact;
  const notes = [
    ...(path.length > 1 ? [words.needs(path.slice(1, 4).map(ink.name).join(' → '))] : []),
    ...(primaryLost === 'nobody-is-left' ? [words.noTakeOver] : []),
    ...(primaryLost === 'standby-is-left' ? [words.takeOver] : []),
  ];
  const line = words.line(
    ink.name(service),
    words.outcome[outcome],
    left,
    instances,
    ownerName(owner, text, ink),
  );
  return notes.length === 0 ? line : `${line} (${notes.join('; ')})`;
}

export function whatIfText(loss: WhatIf, text: Catalogue): AnswerText {
  const words = text.questions.whatIf;
  const hit = loss.services.filter(({ outcome }) => outcome !== 'ok');
  const { shown, rest } = list(hit, (impact, ink) => impactLine(impact, text, ink), text);
  const domains = loss.domains.map((domain) => plainName(domainText(domain), 40)).join(', ');
  const owners = loss.owners.flatMap(({ owner }) => (owner === null ? [] : [owner]));
  return {
    ...said(words.title(plainName(domains, 100)), [
      `*${words.down(loss.lostHosts.length)}*${text.list}${outcomeCounts(loss, text)}`,
      ...(hit.length === 0 ? [] : [text.label(words.services, shown)]),
      ...(owners.length === 0 ? [] : [text.labelInline(words.call, names(owners, text))]),
      ...(loss.lostHosts.length === 0 ? [] : [text.labelInline(words.hosts, names(loss.lostHosts, text))]),
      ...(loss.alreadyDown.length === 0
        ? []
        : [words.already(loss.alreadyDown.length, loss.alreadyDown.slice(0, 5).map(code).join(text.list))]),
    ]),
    rest: rest.length === 0 ? [] : [...rest, '', ...loss.lostHosts.map((host) => host)],
  };
}
