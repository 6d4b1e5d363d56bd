import { describe, expect, it } from 'vitest';
import {
  hostButtonValue,
  parseCampaignValue,
  parseHostValue,
  parsePlanValue,
  planButtonValue,
} from '../../../src/views/slack/button-value.ts';
import type { CampaignId, HostId, PlanDigest } from '../../../src/core/fleet/ids.ts';

const campaign = 'c-20261205' as CampaignId;

describe('button values', () => {
  it('come back as they were written', () => {
    const seen = { version: 12, digest: 'a'.repeat(64) as PlanDigest };
    expect(parsePlanValue(planButtonValue(campaign, seen))).toEqual({ campaign, seen });
    const host = 'db-01.icn.example' as HostId;
    expect(parseHostValue(hostButtonValue(campaign, host))).toEqual({ campaign, host });
    expect(parseCampaignValue(campaign)).toBe(campaign);
  });

  it.each(['', 'c-1', 'c-1|0|abc', 'c-1|1', 'c-1|1|', 'c-1|1e3|abc', 'C-1|1|abc', 'c-1|1|a b', 'c-1|1|a|b'])(
    'nothing is read from the plan value %j',
    (value) => {
      expect(parsePlanValue(value)).toBeNull();
    },
  );

  it.each(['', 'c-1|', 'c-1|a/b', 'c-1|a b', '|web-01'])(
    'nothing is read from the host value %j',
    (value) => {
      expect(parseHostValue(value)).toBeNull();
    },
  );

  it.each(['', 'a b', 'c-1|x', '../x'])('nothing is read from the campaign value %j', (value) => {
    expect(parseCampaignValue(value)).toBeNull();
  });
});
