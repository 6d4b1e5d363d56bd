// Answers a question from what is known. Pure: the caller brings everything that was looked up. Asking never changes
// anything, so a misspelt name may be taken for its nearest; only `stop` takes a name exactly as it is.

import { assertNever } from '../brand.ts';
import { progressOf } from '../campaign/progress.ts';
import { rebootedSince } from '../campaign/rebooted-since.ts';
import type { Flag } from '../campaign/input.ts';
import type { Campaign } from '../campaign/state.ts';
import type { FailureDomain } from '../fleet/fleet.ts';
import { domainText, hostInstead, readDomain } from '../placement/domain-text.ts';
import { whatIf } from '../placement/what-if.ts';
import type { Answer, AnswerBody, CampaignStanding, FleetStop } from './answer.ts';
import { answerAdded, answerRebooted } from './answer-history.ts';
import {
  answerHost,
  answerHosts,
  answerOwner,
  answerOwnerOf,
  answerRack,
  answerService,
  downNow,
} from './answer-things.ts';
import { domainOf, findName, idsOf, withKind, type Named, type NameKind } from './find-name.ts';
import type { Question } from './question.ts';
import type { QuestionWorld } from './question-world.ts';
import { stopHolds } from './stop-holds.ts';

/** What has to be looked up for a question, beyond fleet, snapshot and open campaigns. */
export type NeededFact = 'plan' | 'findings' | 'boots' | 'first-seen' | 'flags';

export function factsFor(question: Question): readonly NeededFact[] {
  switch (question.kind) {
    case 'next':
      return ['plan', 'flags'];
    case 'service':
      return ['findings'];
    case 'name':
      return ['findings', 'boots', 'flags'];
    case 'host':
      return ['boots', 'flags'];
    case 'rebooted':
      return ['boots'];
    case 'added':
      return ['first-seen'];
    case 'help':
    case 'rack':
    case 'owner':
    case 'overdue':
    case 'due':
    case 'what-if':
    case 'campaign':
      return [];
    case 'stop':
      return ['flags'];
    default:
      return assertNever(question);
  }
}

export function answerQuestion(question: Question, world: QuestionWorld): Answer {
  const assumed: Answer['assumed'][number][] = [];
  const lookUp = (
    name: string,
    kinds: readonly NameKind[],
    answer: (named: Named) => AnswerBody,
  ): AnswerBody => {
    const finding = findName(world.fleet, { name, kinds }, world.nearest);
    switch (finding.kind) {
      case 'found':
        if (finding.assumed) assumed.push({ asked: name, taken: finding.named });
        return answer(finding.named);
      case 'ambiguous':
        return { kind: 'ambiguous', found: name, choices: finding.choices, more: finding.more };
      case 'unknown':
        return unknownName(name, kinds, world);
      default:
        return assertNever(finding);
    }
  };
  return { body: bodyOf(question, world, lookUp), assumed, asOf: world.now };
}

type LookUp = (name: string, kinds: readonly NameKind[], answer: (named: Named) => AnswerBody) => AnswerBody;

const anything: readonly NameKind[] = ['host', 'service', 'rack', 'owner', 'zone', 'site', 'feed'];

function bodyOf(question: Question, world: QuestionWorld, lookUp: LookUp): AnswerBody {
  switch (question.kind) {
    case 'help':
      return { kind: 'help' };
    case 'name':
      return lookUp(question.name, anything, (named) => aboutNamed(named, world));
    case 'host':
    case 'rack':
    case 'service':
      return lookUp(question.name, [question.kind], (named) => aboutNamed(named, world));
    case 'owner':
      return lookUp(question.name, ['owner', 'host', 'service'], (named) =>
        named.kind === 'owner' ? answerOwner(named, world) : answerOwnerOf(named, world.fleet),
      );
    case 'overdue':
    case 'due':
      return answerHosts(question.kind, world);
    case 'what-if':
      return answerWhatIf(question.domains, world, lookUp);
    case 'next':
      return answerNext(world);
    case 'rebooted':
      return answerRebooted(question.since, world);
    case 'added':
      return answerAdded(question.since, world);
    case 'campaign':
      return answerCampaign(question.id, world);
    case 'stop':
      return answerStop(question.id, world);
    default:
      return assertNever(question);
  }
}

function aboutNamed(named: Named, world: QuestionWorld): AnswerBody {
  switch (named.kind) {
    case 'host':
    case 'hypervisor':
      return answerHost(named, world);
    case 'rack':
      return answerRack(named, world);
    case 'service':
      return answerService(named, world);
    case 'owner':
      return answerOwner(named, world);
    case 'zone':
    case 'site':
    case 'feed': {
      const domain = domainOf(named);
      return lossOf(domain === null ? [] : [domain], world);
    }
    default:
      return assertNever(named.kind);
  }
}

function lossOf(domains: readonly FailureDomain[], world: QuestionWorld): AnswerBody {
  return { kind: 'what-if', loss: whatIf(world.fleet, domains, { alsoDown: downNow(world) }) };
}

/** All or nothing: the loss of something else than what was asked about would be a wrong answer. */
function answerWhatIf(texts: readonly string[], world: QuestionWorld, lookUp: LookUp): AnswerBody {
  const domains: FailureDomain[] = [];
  for (const text of texts) {
    // Written out whole it is what it says, also a kind of domain that the inventory defines.
    const written = readDomain(world.fleet, text);
    if (written.kind === 'domain') {
      domains.push(written.domain);
      continue;
    }
    const host = hostInstead(world.fleet, written);
    if (host !== null)
      return {
        ...unknownName(text, ['hypervisor'], world),
        instead: domainText({ level: 'host', id: host }),
      };
    const kinds: readonly NameKind[] = ['rack', 'host', 'zone', 'site', 'feed', 'hypervisor'];
    let domain: FailureDomain | null = null;
    const refused = lookUp(text, kinds, (named) => {
      domain = domainOf(named);
      return { kind: 'help' };
    });
    if (domain === null) return refused;
    domains.push(domain);
  }
  return lossOf(domains, world);
}

function unknownName(
  name: string,
  kinds: readonly NameKind[],
  { fleet }: QuestionWorld,
): Extract<AnswerBody, { kind: 'unknown-name' }> {
  const asked = withKind({ name, kinds });
  const [only] = asked.kinds;
  if (asked.kinds.length > 1 || only === undefined)
    return { kind: 'unknown-name', found: name, wanted: 'name', known: 0 };
  return { kind: 'unknown-name', found: asked.name, wanted: only, known: idsOf(fleet, only).length };
}

function answerNext(world: QuestionWorld): AnswerBody {
  const running = world.campaigns
    .filter(({ phase }) => phase.kind !== 'awaiting-approval')
    .map((campaign) => standingOf(campaign, world));
  const { plan, flags, fleet } = world;
  const steps = plan?.kind === 'planned' ? plan.document.plan.steps : [];
  const planned = steps.map(({ host, reason, expectedStartAt }) => ({ host, reason, expectedStartAt }));
  return {
    kind: 'next',
    running,
    planned,
    holds: stopHolds(
      flags,
      fleet,
      planned.map(({ host }) => host),
    ),
    nothing: plan === null ? 'cannot-plan' : plan.kind === 'nothing-to-do' ? 'nothing-due' : null,
  };
}

function standingOf(campaign: Campaign, { holdsOf, snapshot }: QuestionWorld): CampaignStanding {
  return { campaign, holds: holdsOf(campaign.id), rebooted: rebootedSince(campaign, snapshot) };
}

function answerCampaign(id: string | null, world: QuestionWorld): AnswerBody {
  if (id === null)
    return { kind: 'campaigns', campaigns: world.campaigns.map((campaign) => standingOf(campaign, world)) };
  return world.campaign === null
    ? unknownCampaign(id, world)
    : { kind: 'campaign', ...standingOf(world.campaign, world) };
}

function unknownCampaign(found: string, { campaigns }: QuestionWorld): AnswerBody {
  return { kind: 'unknown-name', found, wanted: 'campaign', known: campaigns.length };
}

function stopOf(flags: readonly Flag[]): FleetStop | null {
  for (const flag of flags) if (flag.kind === 'set' || flag.kind === 'unknown') return flag;
  return null;
}

function answerStop(id: string | null, world: QuestionWorld): AnswerBody {
  const inFlight = (campaign: Campaign): number => progressOf(campaign)['in-flight'].length;
  if (id === null)
    return {
      kind: 'stop-fleet',
      open: world.campaigns.map((campaign) => campaign.id),
      inFlight: world.campaigns.reduce((sum, campaign) => sum + inFlight(campaign), 0),
      already: stopOf(world.flags),
    };
  const { campaign } = world;
  return campaign === null
    ? unknownCampaign(id, world)
    : { kind: 'stop-campaign', ...standingOf(campaign, world), inFlight: inFlight(campaign) };
}
