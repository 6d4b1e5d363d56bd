// Answers about a server, a rack, a service, an owner.

import type { AnswerBody, HostLine } from '../../../core/question/answer.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import type { Catalogue } from '../../text/en.ts';
import { code, date, plainName, prose, mention } from '../mrkdwn.ts';
import { list, names, ownerName, said, stopSection, type AnswerText, type Ink } from './answer-text.ts';
import { outcomeCounts } from './answer-what-if.ts';

type Body<Kind extends AnswerBody['kind']> = Extract<AnswerBody, { kind: Kind }>;

/** `12 days, due …`: how the uptime of a server stands. */
export function verdictText({ verdict }: HostLine, text: Catalogue, at: Ink['at'] = date): string {
  const words = text.questions.host.verdict;
  switch (verdict.kind) {
    case 'ok':
    case 'due-soon':
      return words[verdict.kind](text.days(verdict.uptimeMs), at(verdict.dueAt));
    case 'overdue':
      return words.overdue(text.days(verdict.uptimeMs), at(verdict.sinceAt));
    case 'exempt':
      return words.exempt(prose(verdict.reason, 200), at(verdict.untilAt));
    case 'unknown':
      return words.unknown;
  }
}

/** A server in a list: its status where it is not up, else its uptime. */
function standing(line: HostLine, text: Catalogue, ink: Ink): string {
  return line.status === 'up' ? verdictText(line, text, ink.at) : text.questions.status[line.status];
}

export function hostText(body: Body<'host'>, text: Catalogue): AnswerText {
  const words = text.questions.host;
  const { host, line, view, services } = body;
  const seen = view?.lastSeen ?? null;
  const status = [
    text.questions.status[line.status],
    seen === null ? words.neverSeen : words.lastSeen(date(seen.at)),
  ].join(text.list);
  const running = services.map(({ service, part, up, instances, minimum }) =>
    words.service(code(service), words.parts[part], up, instances, minimum),
  );
  const { shown, rest } = list(running, (one) => one, text);
  return {
    ...said(words.title(plainName(host.id)), [
      ...stopSection(body.holds, text, null),
      [
        text.labelInline(words.status, status),
        text.labelInline(words.uptime, verdictText(line, text)),
        text.labelInline(words.owner, ownerName(host.owner, text, { name: code, at: date })),
        text.labelInline(words.place, placeText(body, text)),
        ...systemLines(body, text),
      ].join('\n'),
      text.label(words.services, running.length === 0 ? words.noServices : shown),
      [
        ...body.campaigns.map(({ campaign, stage }) =>
          words.campaign(code(campaign), text.progress.stage[stage]),
        ),
        ...lastEndText(body, text),
      ].join('\n'),
    ]),
    rest,
  };
}

function lastEndText({ lastEnd, fellWith }: Body<'host'>, text: Catalogue): readonly string[] {
  const words = text.questions.host;
  if (fellWith !== null) return [words.fellWith(code(fellWith.host), code(fellWith.campaign))];
  return lastEnd === null ? [] : [words.lastEnd[lastEnd]];
}

function placeText({ host: { placement } }: Body<'host'>, text: Catalogue): string {
  const { host: words, kinds } = text.questions;
  if (placement === null) return words.noPlace;
  const { site, zone, rack, unit, hypervisor } = placement;
  return [
    `${kinds['site'] ?? ''} ${code(site)}`,
    `${kinds['zone'] ?? ''} ${code(zone)}`,
    ...(rack === null ? [] : [`${kinds['rack'] ?? ''} ${code(rack)}`]),
    ...(unit === null ? [] : [words.unit(unit)]),
    ...(hypervisor === null ? [] : [`${kinds['hypervisor'] ?? ''} ${code(hypervisor)}`]),
  ].join(text.list);
}

function systemLines({ view }: Body<'host'>, text: Catalogue): readonly string[] {
  const words = text.questions.host;
  const facts = view?.lastSeen?.facts;
  if (facts === undefined) return [];
  const { os, kernelRunning, kernelNewest, rebootSignals } = facts;
  const wanted = rebootSignals.find(({ value }) => value === 'yes');
  return [
    text.labelInline(
      words.system,
      [...(os === null ? [] : [prose(os, 80)]), code(kernelRunning)].join(text.list),
    ),
    ...(kernelNewest === null || kernelNewest === kernelRunning
      ? []
      : [words.newerKernel(code(kernelNewest))]),
    ...(wanted === undefined ? [] : [words.rebootRequired(prose(wanted.detail ?? wanted.source, 160))]),
  ];
}

export function hostRow(line: HostLine, text: Catalogue, ink: Ink): string {
  return text.questions.lists.line(
    ink.name(line.host),
    standing(line, text, ink),
    ownerName(line.owner, text, ink),
  );
}

export function rackText({ rack, hosts, loss }: Body<'rack'>, text: Catalogue): AnswerText {
  const words = text.questions.rack;
  const feeds = rack.feeds.length === 0 ? words.feedsUnknown : names(rack.feeds, text);
  const { shown, rest } = list(hosts, (line, ink) => hostRow(line, text, ink), text);
  return {
    ...said(words.title(plainName(rack.id)), [
      words.place(code(rack.zone), feeds),
      text.label(words.hosts(hosts.length), hosts.length === 0 ? text.questions.none : shown),
      text.label(words.loss, outcomeCounts(loss, text)),
    ]),
    rest,
  };
}

export function serviceText(body: Body<'service'>, text: Catalogue): AnswerText {
  const words = text.questions.service;
  const { service, up, minimum, instances, findings } = body;
  const parts = text.questions.host.parts;
  const { shown, rest } = list(
    instances,
    (line, ink) => `${hostRow(line, text, ink)} (${parts[line.part]})`,
    text,
  );
  const found = list(findings, (finding) => findingLine(finding, text), text);
  return {
    ...said(words.title(plainName(service.id)), [
      [
        words.up(up, instances.length, minimum),
        text.labelInline(text.questions.host.owner, ownerName(service.owner, text, { name: code, at: date })),
        ...(service.dependsOn.length === 0
          ? []
          : [text.labelInline(words.needs, names(service.dependsOn, text))]),
      ].join('\n'),
      text.label(words.instances, instances.length === 0 ? text.questions.none : shown),
      ...(findings.length === 0 ? [] : [text.label(words.findings, found.shown)]),
    ]),
    rest,
  };
}

function findingLine(finding: Finding, text: Catalogue): string {
  const waived = finding.waivedUntilAt;
  return (
    text.audit.finding(finding, code) +
    (waived === null ? '' : ` (${text.questions.service.waived(date(waived))})`)
  );
}

/** A Slack id of the inventory as something to click; anything else is only a name. */
export function slackTarget(slack: string | null, text: Catalogue): string {
  if (slack === null) return text.questions.owner.notReachable;
  return mention(slack) ?? code(slack);
}

export function ownerText(body: Body<'owner'>, text: Catalogue): AnswerText {
  const words = text.questions.owner;
  const { shown, rest } = list(body.hosts, (line, ink) => hostRow(line, text, ink), text);
  return {
    ...said(words.title(plainName(body.owner)), [
      text.labelInline(words.reach, slackTarget(body.slack, text)),
      text.labelInline(words.services, names(body.services, text)),
      text.label(words.hosts(body.hosts.length), body.hosts.length === 0 ? text.questions.none : shown),
    ]),
    rest,
  };
}

export function ownerOfText({ named, owner, slack }: Body<'owner-of'>, text: Catalogue): AnswerText {
  const words = text.questions.owner;
  const kind = text.questions.kinds[named.kind] ?? named.kind;
  if (owner === null) return said(plainName(named.id), [words.nobody(kind, code(named.id))]);
  return said(plainName(named.id), [
    words.owns(kind, code(named.id), code(owner)),
    text.labelInline(words.reach, slackTarget(slack, text)),
  ]);
}
