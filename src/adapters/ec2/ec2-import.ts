// `aws ec2 describe-instances` output as an imported fleet. The zone is the availability zone; the rack is known only
// in a partition placement group, whose partitions share no rack. LaunchTime is not read at all: it is the last start,
// not the last boot. Facts: docs.aws.amazon.com, "Placement groups" and "DescribeInstances".

import { readFileSync, statSync } from 'node:fs';
import {
  importedText,
  type ImportedFleet,
  type ImportedHost,
  type ImportedText,
  type ImportOutcome,
  type LeftOut,
} from '../../core/fleet/imported-fleet.ts';
import { jsonProblem, SourceError } from '../../core/fleet/source-problem.ts';

type JsonObject = { readonly [name: string]: unknown };

const fileLimit = 128 * 1_048_576;

/** A stopped instance still belongs to its services; one that is going or gone does not. */
const verdicts: ReadonlyMap<string, 'import' | 'down' | 'skip'> = new Map([
  ['pending', 'import'],
  ['running', 'import'],
  ['stopping', 'down'],
  ['stopped', 'down'],
  ['shutting-down', 'skip'],
  ['terminated', 'skip'],
]);

function fail(file: string, what: string, hint: string | null = null): never {
  throw new SourceError({ file, line: null, what, hint });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectsIn(file: string, of: JsonObject, name: string): readonly JsonObject[] {
  const list = of[name];
  if (!Array.isArray(list))
    return fail(
      file,
      `"${name}" is no list`,
      'save the output of `aws ec2 describe-instances --output json`',
    );
  return list.map((item: unknown, index) =>
    isObject(item) ? item : fail(file, `${name}[${index}] is no object`),
  );
}

function textIn(of: unknown, name: string): string | null {
  const value = isObject(of) ? of[name] : null;
  return typeof value === 'string' && value !== '' ? value : null;
}

function readPage(path: string): JsonObject {
  let text: string;
  try {
    if (statSync(path).size > fileLimit) fail(path, 'the file is larger than 128 MiB');
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return fail(path, `it cannot be read (${code})`);
  }
  try {
    const page = JSON.parse(text) as unknown;
    return isObject(page) ? page : fail(path, 'no answer of describe-instances');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(jsonProblem(path, text, error));
  }
}

type Instance = { readonly id: string; readonly fields: JsonObject };

type Account = {
  readonly instances: readonly Instance[];
  /** Strategies of placement groups by name, where a page of describe-placement-groups says them. */
  readonly strategies: ReadonlyMap<string, string>;
};

/** The instances of every page, each once. @throws SourceError where a page is missing or broken. */
function accountIn(paths: readonly string[]): Account {
  const instances = new Map<string, Instance>();
  const strategies = new Map<string, string>();
  const tokens: string[] = [];
  for (const path of paths) {
    const page = readPage(path);
    const next = textIn(page, 'NextToken');
    if (next !== null) tokens.push(next);
    if ('PlacementGroups' in page) {
      for (const group of objectsIn(path, page, 'PlacementGroups'))
        strategies.set(textIn(group, 'GroupName') ?? '', textIn(group, 'Strategy') ?? '');
      continue;
    }
    for (const reservation of objectsIn(path, page, 'Reservations'))
      for (const fields of objectsIn(path, reservation, 'Instances')) {
        const id = textIn(fields, 'InstanceId') ?? fail(path, 'an instance without an InstanceId');
        const state = textIn(fields['State'], 'Name');
        if (state === null || textIn(fields['Placement'], 'AvailabilityZone') === null)
          fail(path, `${id} has no State or no Placement`, 'save the whole answer, without --query');
        instances.set(id, { id, fields });
      }
  }
  // Each page but the last names the next one; as many tokens as pages means that the last is missing.
  if (tokens.length >= paths.length)
    fail(
      paths.join(', '),
      'the last page is missing: each of these names a next one (NextToken)',
      'save every page',
    );
  return { instances: [...instances.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), strategies };
}

function tagsOf({ fields }: Instance): ReadonlyMap<string, string> {
  const tags = Array.isArray(fields['Tags']) ? fields['Tags'] : [];
  return new Map(
    tags.flatMap((tag: unknown) => {
      const [key, value] = [textIn(tag, 'Key'), textIn(tag, 'Value')];
      return key === null || value === null ? [] : [[key, value] as const];
    }),
  );
}

/** Region of an availability zone: `ap-northeast-2a`, `us-west-2-lax-1a` (a local zone), `…-wl1-…` (a wavelength zone). */
function regionOf(zone: string): string {
  return /^[a-z]+(?:-[a-z]+)+-\d+/.exec(zone)?.[0] ?? zone;
}

function placementFields(fields: JsonObject, strategies: Account['strategies']): ReadonlyMap<string, string> {
  const placement = fields['Placement'];
  const zone = textIn(placement, 'AvailabilityZone') ?? '';
  const found = new Map([
    ['availability_zone', zone],
    ['region', regionOf(zone)],
  ]);
  const group = textIn(placement, 'GroupName');
  const number = isObject(placement) ? placement['PartitionNumber'] : null;
  if (group === null) return found;
  found.set('placement_group', group);
  const strategy = strategies.get(group);
  // No two instances of a spread group share a rack; which racks they are nobody outside knows.
  if (strategy === 'spread') found.set('spread_group', group);
  if (strategy !== undefined && strategy !== 'partition') return found;
  // Partitions are counted for each zone anew, so the number alone would join racks of two zones.
  if (typeof number === 'number' && number > 0) found.set('partition', `${group}-${zone}-p${number}`);
  return found;
}

class Ec2Reader {
  readonly #leftOut: LeftOut[] = [];
  readonly #warnings: string[] = [];
  readonly #scaled = new Map<string, string[]>();

  readonly #instances: readonly Instance[];
  readonly #strategies: Account['strategies'];

  constructor({ instances, strategies }: Account) {
    this.#instances = instances;
    this.#strategies = strategies;
  }

  fleet(): ImportedFleet {
    const kept = this.#instances.filter((instance) => this.#isKept(instance));
    const counts = new Map<string, number>();
    for (const instance of kept) {
      const name = this.#nameOf(instance).toLowerCase();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const hosts = kept.map((instance) => {
      const name = this.#nameOf(instance);
      const unique = counts.get(name.toLowerCase()) === 1 || name === instance.id;
      return this.#host(instance, unique ? name : `${name}-${instance.id}`);
    });
    for (const [group, names] of [...this.#scaled].sort(([a], [b]) => (a < b ? -1 : 1)))
      this.#warnings.push(
        `auto-scaling group ${group} (${names.length} of these: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}) may replace an instance that reboots: suspend its HealthCheck and ReplaceUnhealthy processes first`,
      );
    return {
      hosts,
      racks: [],
      siteTimeZones: new Map(),
      leftOut: this.#leftOut,
      warnings: this.#warnings,
    };
  }

  #nameOf(instance: Instance): string {
    return tagsOf(instance).get('Name') ?? instance.id;
  }

  #isKept(instance: Instance): boolean {
    const state = textIn(instance.fields['State'], 'Name') ?? '';
    const verdict = verdicts.get(state);
    const name = this.#nameOf(instance);
    if (verdict === 'skip')
      this.#leftOut.push({ kind: 'host', name: instance.id, why: `its state is ${state}` });
    if (verdict === 'down')
      this.#warnings.push(`${name}: ${state}: imported, and down until a probe sees it`);
    if (verdict === undefined)
      this.#warnings.push(`${name}: state ${state} is not known here: imported as in service`);
    return verdict !== 'skip';
  }

  #host(instance: Instance, name: string): ImportedHost {
    const { id, fields } = instance;
    const texts = new Map<string, string>(placementFields(fields, this.#strategies));
    const set = (field: string, text: string | null): void => {
      if (text !== null) texts.set(field, text);
    };
    set('private_ip', textIn(fields, 'PrivateIpAddress') ?? textIn(fields, 'Ipv6Address'));
    set('private_dns', textIn(fields, 'PrivateDnsName'));
    set('public_ip', textIn(fields, 'PublicIpAddress'));
    set('instance_type', textIn(fields, 'InstanceType'));
    set('vpc', textIn(fields, 'VpcId'));
    set('subnet', textIn(fields, 'SubnetId'));
    set('dedicated_host', textIn(fields['Placement'], 'HostId'));
    const tags = tagsOf(instance);
    const scaling = tags.get('aws:autoscaling:groupName');
    if (scaling !== undefined) this.#scaled.set(scaling, [...(this.#scaled.get(scaling) ?? []), name]);
    for (const [key, value] of tags) set(`tag.${key}`, value);
    const found = new Map<string, ImportedText>(
      [...texts].map(([field, text]) => [field, importedText(text)] as const),
    );
    return { key: id, name, fields: found, groups: [], labels: { 'ec2-instance': id } };
  }
}

/** The fleet in saved pages of `aws ec2 describe-instances`, and of `describe-placement-groups` if given. */
export function importEc2(paths: readonly string[]): ImportOutcome {
  try {
    return { kind: 'read', fleet: new Ec2Reader(accountIn(paths)).fleet() };
  } catch (error) {
    if (error instanceof SourceError) return { kind: 'unreadable', problems: [error.problem] };
    throw error;
  }
}
