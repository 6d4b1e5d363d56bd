// The closing report is made of the journal alone: what each part took, who was slowest, what did not go well.
import { expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/core/brand.ts';
import { closingReport } from '../../../src/core/campaign/closing-report.ts';
import { openScenario, threeWebs } from '../../fakes/campaign-scenario.ts';

it('a campaign of three hosts, one skipped: parts, lengths, slowest first', () => {
  const scenario = openScenario({ fleet: threeWebs });
  scenario.approved();
  scenario.drivenTo('web-1', 'confirming');
  scenario.pass(4 * MINUTE_MS);
  scenario.drivenTo('web-1', 'done');
  scenario.drivenTo('web-2', 'confirming');
  scenario.pass(10 * SECOND_MS);
  scenario.drivenTo('web-2', 'done');
  scenario.resolve('skip', 'web-3');
  scenario.tick();
  const report = closingReport(scenario.campaign(), scenario.log(), { now: scenario.now(), unplanned: [] });
  expect(report).toMatchObject({ total: 3, done: 2, untouched: 0, failed: [], unplanned: [] });
  expect(report.phase).toMatchObject({ kind: 'ended', as: { kind: 'done' } });
  expect(report.skipped).toMatchObject([{ host: 'web-3', why: { kind: 'by-person' } }]);
  expect(report.hosts.map(({ host }) => host)).toEqual(['web-1', 'web-2']);
  const down = report.parts.find(({ part }) => part === 'reboot');
  expect(down).toMatchObject({ hosts: 2, longest: { host: 'web-1', ms: 4 * MINUTE_MS } });
  expect(down?.medianMs).toBe(10 * SECOND_MS);
  expect(report.wholeMs).toBeGreaterThanOrEqual(4 * MINUTE_MS + 10 * SECOND_MS);
});

it('of a plan that was never begun has no lengths', () => {
  const scenario = openScenario({ fleet: threeWebs });
  const report = closingReport(scenario.campaign(), scenario.log(), { now: scenario.now(), unplanned: [] });
  expect(report).toMatchObject({ wholeMs: null, parts: [], hosts: [], untouched: 3 });
});
