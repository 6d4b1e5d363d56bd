import { expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import { whatIf } from '../../../src/core/placement/what-if.ts';
import { whatIfTable } from '../../../src/views/terminal/what-if-table.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';
import { plainPaper } from '../../fakes/run-command.ts';

it('a loss in a fleet without services is no all-clear', () => {
  const loss = (services: Parameters<typeof buildFleet>[0]['services']) => {
    const fleet = buildFleet({ hosts: { a: {}, b: {} }, ...(services === undefined ? {} : { services }) });
    const domains = [{ level: 'host', id: 'a' as HostId }] as const;
    return whatIfTable(whatIf(fleet, domains, { alsoDown: [] }), plainPaper);
  };
  expect(loss(undefined)).toContain('0 services: nothing to judge');
  expect(loss(undefined)).not.toContain('ok');
  expect(loss({ web: { on: ['b'] } })).toContain('Every service is ok.');
});

it('without a loss says how it is', () => {
  const fleet = buildFleet({ hosts: { a: {}, b: {} }, services: { web: { on: ['a', 'b'] } } });
  const now = whatIfTable(whatIf(fleet, [], { alsoDown: ['a' as HostId] }), plainPaper);
  expect(now).toMatch(/^As it is now: 1 host down\nDown already\n {2}a\n/);
});
