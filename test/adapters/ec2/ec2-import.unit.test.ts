// EC2 instances from saved pages: what their placement says about racks, which of them still count, and which pages
// are refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importEc2 } from '../../../src/adapters/ec2/ec2-import.ts';
import { builtInMapping } from '../../../src/config/import-mapping.ts';
import { importedYaml } from '../../../src/config/imported-yaml.ts';
import { mapImportedFleet } from '../../../src/config/mapped-inventory.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-ec2-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function page(name: string, content: unknown): string {
  const file = join(directory, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function instance(
  number: number,
  more: {
    readonly state?: string;
    readonly placement?: Readonly<Record<string, unknown>>;
    readonly tags?: Readonly<Record<string, string>>;
  } = {},
) {
  return {
    InstanceId: `i-0${number}`,
    InstanceType: 'm7i.large',
    LaunchTime: '2019-01-01T00:00:00.000Z',
    PrivateIpAddress: `172.31.0.${number}`,
    State: { Code: 16, Name: more.state ?? 'running' },
    Placement: { AvailabilityZone: 'ap-northeast-2a', GroupName: '', Tenancy: 'default', ...more.placement },
    Tags: Object.entries(more.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}

const partition = (zone: string, number: number) => ({
  placement: { AvailabilityZone: zone, GroupName: 'kafka', PartitionNumber: number },
  tags: { Name: `kafka-${zone.slice(-1)}${number}`, Service: 'kafka', Owner: 'data' },
});

function fleetOf(files: readonly string[]) {
  const outcome = importEc2(files);
  if (outcome.kind === 'unreadable') throw new Error(outcome.problems.map(({ what }) => what).join());
  return outcome.fleet;
}

function yamlOf(files: readonly string[]): string {
  const mapping = builtInMapping('ec2');
  const mapped = mapImportedFleet(fleetOf(files), mapping);
  expect(mapped.problems).toEqual([]);
  return importedYaml(mapped, { mapping, source: 'ec2' });
}

it('takes racks from partitions only, told apart by zone', () => {
  const files = [
    page('1.json', {
      Reservations: [
        {
          Instances: [
            instance(1, partition('ap-northeast-2a', 1)),
            instance(2, partition('ap-northeast-2b', 1)),
          ],
        },
        { Instances: [instance(3, { placement: { GroupName: 'apart' } })] },
      ],
      NextToken: 'more',
    }),
    page('2.json', {
      Reservations: [
        { Instances: [instance(4, { state: 'stopped' }), instance(5, { state: 'terminated' })] },
        { Instances: [instance(6, { placement: { AvailabilityZone: 'us-west-2-lax-1a' } })] },
        { Instances: [instance(7, { tags: { Name: 'twin' } }), instance(8, { tags: { Name: 'twin' } })] },
      ],
    }),
    page('groups.json', {
      PlacementGroups: [
        { GroupName: 'apart', Strategy: 'spread' },
        { GroupName: 'kafka', Strategy: 'partition' },
      ],
    }),
  ];
  const text = yamlOf(files);
  expect(text.slice(text.indexOf('sites:'))).toMatchInlineSnapshot(`
    "sites:
      ap-northeast-2: { kind: cloud, time_zone: UTC }
      us-west-2: { kind: cloud, time_zone: UTC }
    zones:
      ap-northeast-2a: { site: ap-northeast-2 }
      ap-northeast-2b: { site: ap-northeast-2 }
      us-west-2-lax-1a: { site: us-west-2 }
    racks:
      kafka-ap-northeast-2a-p1: { zone: ap-northeast-2a }
      kafka-ap-northeast-2b-p1: { zone: ap-northeast-2b }
    owners:
      data: {}
    hosts:
      i-03: { address: 172.31.0.3, zone: ap-northeast-2a, model: m7i.large, labels: { ec2-instance: i-03, placement_group: apart, spread_group: apart } }
      i-04: { address: 172.31.0.4, zone: ap-northeast-2a, model: m7i.large, labels: { ec2-instance: i-04 } }
      i-06: { address: 172.31.0.6, zone: us-west-2-lax-1a, model: m7i.large, labels: { ec2-instance: i-06 } }
      kafka-a1: { address: 172.31.0.1, rack: kafka-ap-northeast-2a-p1, owner: data, model: m7i.large, labels: { ec2-instance: i-01, placement_group: kafka } }
      kafka-b1: { address: 172.31.0.2, rack: kafka-ap-northeast-2b-p1, owner: data, model: m7i.large, labels: { ec2-instance: i-02, placement_group: kafka } }
      twin-i-07: { address: 172.31.0.7, zone: ap-northeast-2a, model: m7i.large, labels: { ec2-instance: i-07 } }
      twin-i-08: { address: 172.31.0.8, zone: ap-northeast-2a, model: m7i.large, labels: { ec2-instance: i-08 } }
    services:
      kafka: { instances: [ kafka-a1, kafka-b1 ] }
    "
  `);
  expect(text).not.toMatch(/2019|LaunchTime/);
  expect(yamlOf([...files].reverse())).toBe(text);
  expect(fleetOf(files).leftOut).toEqual([{ kind: 'host', name: 'i-05', why: 'its state is terminated' }]);
});

it('names auto-scaling groups once each: they may replace what reboots', () => {
  const tags = { 'aws:autoscaling:groupName': 'web-asg' };
  const { warnings } = fleetOf([
    page('1.json', { Reservations: [{ Instances: [instance(1, { tags }), instance(2, { tags })] }] }),
  ]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('auto-scaling group web-asg (2 of these: i-01, i-02)');
});

it.each([
  ['{"Reservations": [', 'the JSON ends in the middle'],
  ['{"reservations": []}', '"Reservations" is no list'],
  ['[]', 'no answer of describe-instances'],
  [
    '{"Reservations": [{"Instances": [{"State": {"Name": "running"}}]}]}',
    'an instance without an InstanceId',
  ],
  ['{"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]}', 'i-1 has no State or no Placement'],
  [
    '{"Reservations": [], "NextToken": "x"}',
    'the last page is missing: each of these names a next one (NextToken)',
  ],
])('%s is an error', (text, what) => {
  const outcome = importEc2([page('page.json', text)]);
  expect(outcome.kind === 'unreadable' ? outcome.problems.map((problem) => problem.what) : []).toEqual([
    what,
  ]);
});
