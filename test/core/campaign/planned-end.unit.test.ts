// What a campaign asked for ends boots as planned: of the host itself, and of the guests that fall with it; nothing else.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import {
  plannedEnd,
  rebootsAsked,
  type AskedReboot,
  type EndedBoot,
  type RunningBoot,
} from '../../../src/core/campaign/planned-end.ts';
import type { BootId, CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import { openScenario, threeWebs } from '../../fakes/campaign-scenario.ts';

const guest = 'vm-1' as HostId;
const hypervisor = 'hv-1' as HostId;
const old = 'old' as BootId;
const next = 'next' as BootId;
/** When the hypervisor was told to go. */
const at = Date.UTC(2026, 11, 7, 10);

const asked = (given: Partial<AskedReboot> = {}): AskedReboot => ({
  campaign: 'c-1' as CampaignId,
  host: hypervisor,
  bootId: old,
  at,
  overAt: null,
  ...given,
});

/** It ran until the hypervisor went, and runs again two minutes after the command. */
const fallen: EndedBoot = {
  hostId: guest,
  bootId: 'g0' as BootId,
  beganAt: at - 90 * MINUTE_MS,
  seenAt: at + 10 * SECOND_MS,
  nextBeganAt: at + 2 * MINUTE_MS,
};
const up: RunningBoot = { bootId: next, beganAt: at + MINUTE_MS, seenAt: at + 2 * MINUTE_MS };
const stillOld: RunningBoot = { bootId: old, beganAt: at - 90 * MINUTE_MS, seenAt: at };

const judged = (
  boot: Partial<EndedBoot>,
  runs: RunningBoot | null = up,
  known: { asked?: readonly AskedReboot[]; hypervisors?: readonly HostId[] } = {},
) =>
  plannedEnd(
    { ...fallen, ...boot },
    {
      asked: known.asked ?? [asked()],
      hypervisors: known.hypervisors ?? [hypervisor],
      runs: (host) => (host === hypervisor ? runs : null),
    },
  );
const withHypervisor = { campaign: 'c-1', host: 'hv-1' };

describe('a guest that falls with its hypervisor', () => {
  it('ended as planned, by the campaign and with the hypervisor', () => {
    expect(judged({})).toEqual(withHypervisor);
  });

  it('ended as planned where it is seen first: before its hypervisor, or without it ever having been seen', () => {
    expect(judged({}, stillOld)).toEqual(withHypervisor);
    expect(judged({}, null)).toEqual(withHypervisor);
  });

  it('ended as planned where it boots, or is seen, long after the hypervisor was done', () => {
    const done = [asked({ overAt: at + 5 * MINUTE_MS })];
    expect(judged({ nextBeganAt: at + 40 * MINUTE_MS }, up, { asked: done })).toEqual(withHypervisor);
  });

  it('ended as planned with a hypervisor that keeps its boot id, and was given up before it went', () => {
    const known = { asked: [asked({ overAt: at + 5 * SECOND_MS })] };
    expect(judged({}, { ...up, bootId: old }, known)).toEqual(withHypervisor);
    expect(judged({ seenAt: up.beganAt + SECOND_MS }, { ...up, bootId: old }, known)).toBeNull();
  });

  it('ended as planned where the hypervisor stayed away, was given up, and the guest was brought up elsewhere', () => {
    const known = { asked: [asked({ overAt: at + 5 * MINUTE_MS })] };
    expect(judged({ nextBeganAt: at + 40 * MINUTE_MS }, stillOld, known)).toEqual(withHypervisor);
  });

  it('ended as planned with the hypervisor of its hypervisor', () => {
    const chain = { hypervisors: ['vm-0' as HostId, hypervisor] };
    expect(judged({}, up, chain)).toEqual(withHypervisor);
  });

  it('falls unplanned with a hypervisor that nobody asked for, or of which another boot was to end', () => {
    expect(judged({}, up, { asked: [] })).toBeNull();
    expect(judged({}, up, { hypervisors: ['hv-2' as HostId] })).toBeNull();
  });
});

describe('what a guest does by itself', () => {
  it('before the command is unplanned, though it is seen after it', () => {
    expect(judged({ nextBeganAt: at - SECOND_MS })).toBeNull();
    expect(judged({ nextBeganAt: at - SECOND_MS }, stillOld)).toBeNull();
  });

  it('after its fall is unplanned: a second boot', () => {
    const second = { bootId: 'g1' as BootId, beganAt: at + 2 * MINUTE_MS };
    expect(judged({ ...second, nextBeganAt: at + 9 * MINUTE_MS })).toBeNull();
    // Also where the hypervisor rebooted once more by itself, and took it along.
    const again: RunningBoot = { ...up, bootId: 'third' as BootId, beganAt: at + 8 * MINUTE_MS };
    expect(judged({ ...second, nextBeganAt: at + 9 * MINUTE_MS }, again)).toBeNull();
  });

  it('is unplanned where it was seen to run on over the hypervisor’s reboot: it stood elsewhere', () => {
    expect(judged({ seenAt: at + 3 * MINUTE_MS, nextBeganAt: at + 9 * MINUTE_MS })).toBeNull();
  });

  it('is unplanned once the hypervisor was given up, and it or its hypervisor was seen to run on since', () => {
    const known = { asked: [asked({ overAt: at + 5 * MINUTE_MS })] };
    const seenAt = at + 6 * MINUTE_MS;
    const late = { nextBeganAt: at + 7 * MINUTE_MS };
    expect(judged({ ...late, seenAt }, stillOld, known)).toBeNull();
    expect(judged({ ...late, seenAt }, null, known)).toBeNull();
    expect(judged(late, { ...stillOld, seenAt }, known)).toBeNull();
    expect(judged({}, { ...stillOld, seenAt }, known)).toEqual(withHypervisor);
  });
});

describe('a host with a request of its own', () => {
  it('ended by that, also where its hypervisor was asked for besides', () => {
    const own = asked({ campaign: 'c-2' as CampaignId, host: guest, bootId: fallen.bootId });
    expect(judged({}, up, { asked: [asked(), own] })).toEqual({ campaign: 'c-2', host: 'vm-1' });
  });
});

describe('what a campaign asked for', () => {
  const web = 'web-1' as HostId;
  const requested = () => openScenario({ fleet: threeWebs, hosts: ['web-1'] });

  it('is nothing before the request is recorded, and may come from then on', () => {
    const scenario = requested();
    scenario.drivenTo('web-1', 'rechecking');
    expect(rebootsAsked(scenario.campaign())).toEqual([]);
    scenario.drivenTo('web-1', 'rebooting');
    expect(rebootsAsked(scenario.campaign())).toMatchObject([{ host: web, overAt: null }]);
    scenario.drivenTo('web-1', 'confirming');
    expect(rebootsAsked(scenario.campaign())).toMatchObject([{ host: web, overAt: null }]);
  });

  it('is over as it was made where the host refused it, and when people give it up where it was taken', () => {
    const refused = requested();
    refused.drivenTo('web-1', 'rebooting');
    refused.answer('web-1', { kind: 'reboot-refused', detail: 'no' });
    const [one] = rebootsAsked(refused.campaign());
    expect(one?.overAt).toBe(one?.at);
    const silent = requested();
    silent.drivenTo('web-1', 'confirming');
    silent.pass(MINUTE_MS);
    silent.answer('web-1', { kind: 'did-not-go-down' });
    const [other] = rebootsAsked(silent.campaign());
    expect(other?.overAt).toBeGreaterThan(other?.at ?? Infinity);
  });
});
