// Why a host does not start, as `stagger explain` says it: whoever reads it at night is told what to type.
import { describe, expect, it } from 'vitest';
import type { CampaignId, HostId } from '../../../src/core/fleet/ids.ts';
import { startBlockLines } from '../../../src/views/terminal/start-block-text.ts';

describe('a host whose hypervisor or guest is out of rotation', () => {
  const relative = 'hv-1' as HostId;

  it('names the command that brings that one back, where a campaign has ended without it', () => {
    const block = { kind: 'relative-out', relative, campaign: 'c-1' as CampaignId } as const;
    expect(startBlockLines(block, 'UTC')).toEqual([
      'campaign c-1 left hv-1 out of rotation: `stagger put-back hv-1` brings it back',
    ]);
  });

  it('names no command that refuses while the campaign runs', () => {
    const [line] = startBlockLines({ kind: 'relative-out', relative, campaign: null }, 'UTC');
    expect(line).toMatch(/^hv-1 failed or is out of rotation in this campaign, .* retry it if it failed/);
    expect(line).not.toContain('put-back');
  });
});
