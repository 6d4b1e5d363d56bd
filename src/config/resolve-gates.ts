// The gates of a service: defaults filled in, names that people can tell apart, and what a gate could never fulfil.

import { MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import type { DiskAmount, Gate, GateLogin, GateQuestion, GateTls } from '../core/fleet/check.ts';
import type { Instance } from '../core/fleet/fleet.ts';
import type { Part } from '../core/fleet/part.ts';
import { durationText } from './duration-text.ts';
import type { GateFields } from './gate-schema.ts';
import { foundText, type Report } from './mistake.ts';
import type { EntryOf } from './parse-inventory.ts';
import { secretReference, type PathResolver } from './secret-shape.ts';

export type GateContext = {
  readonly instances: readonly Instance[];
  readonly absolute: PathResolver;
  readonly report: Report;
};

type Asked = {
  readonly name: string;
  readonly question: GateQuestion;
  /** Narrows the gate's own parts, or null. */
  readonly parts: readonly Part[] | null;
};

type LoginFields = Pick<NonNullable<GateFields['mysql']>, 'port' | 'user' | 'password' | 'tls' | 'ca_file'>;

function loginOf(fields: LoginFields, usualPort: number, absolute: PathResolver): GateLogin {
  const caPath = fields.ca_file === undefined ? null : absolute(fields.ca_file);
  const tls: GateTls =
    fields.tls === 'verified' ? { kind: 'verified', caPath } : { kind: fields.tls ?? 'off' };
  return {
    port: fields.port ?? usualPort,
    user: fields.user ?? null,
    password: fields.password === undefined ? null : secretReference(fields.password, absolute),
    tls,
  };
}

/** Without a role a gate becomes one for each role that the parts of the service make. */
function mysqlQuestions(
  {
    role,
    max_lag: maxLagMs = 10 * SECOND_MS,
    read_only: readOnly,
    ...rest
  }: NonNullable<GateFields['mysql']>,
  absolute: PathResolver,
): readonly Asked[] {
  const login = loginOf(rest, 3306, absolute);
  const asked = (as: 'primary' | 'replica'): Asked => {
    const expected = readOnly ?? (as === 'primary' ? false : undefined);
    return {
      name: as === 'primary' ? `takes writes on ${login.port}` : `replicates on ${login.port}`,
      question: {
        kind: 'mysql',
        login,
        role: as,
        maxLagMs,
        readOnly: expected === undefined ? null : expected ? 'on' : 'off',
      },
      parts: role === undefined ? (as === 'primary' ? ['primary'] : ['replica', 'standby']) : null,
    };
  };
  return role === undefined ? [asked('primary'), asked('replica')] : [asked(role)];
}

function redisQuestion(fields: NonNullable<GateFields['redis']>, absolute: PathResolver): Asked {
  const { role = 'any', min_keys: minKeys = 0, keep_keys: keepsPercent = 0, save_before: saves } = fields;
  const login = loginOf(fields, 6379, absolute);
  const savesBefore = saves ?? keepsPercent > 0;
  return {
    name: `Redis on ${login.port} is whole`,
    question: { kind: 'redis', login, role, minKeys, savesBefore, keepsPercent, lastingBefore: null },
    parts: null,
  };
}

const mebibytes = { MiB: 1, GiB: 1_024, TiB: 1_048_576 } as const;

function diskAmount(text: string): DiskAmount {
  if (text.endsWith('%')) return { kind: 'percent', value: Number(text.slice(0, -1)) };
  const unit = text.slice(-3) as keyof typeof mebibytes;
  return { kind: 'mib', value: Number(text.slice(0, -3)) * mebibytes[unit] };
}

function httpQuestion(http: NonNullable<GateFields['http']>): Asked {
  const {
    scheme = 'http',
    port,
    path,
    statuses = [200],
    body_includes: bodyIncludes = null,
    json = null,
  } = http;
  const question = { kind: 'http', scheme, port, path, statuses, bodyIncludes, json } as const;
  return { name: `GET ${path} on ${port}`, question, parts: null };
}

function askedBy(fields: GateFields, absolute: PathResolver): readonly Asked[] {
  const { tcp, http, command, mysql, redis, unit, address_absent: address, disk_free: disk } = fields;
  const one = (name: string, question: GateQuestion): readonly Asked[] => [{ name, question, parts: null }];
  if (tcp !== undefined) return one(`answers on ${tcp}`, { kind: 'tcp', port: tcp });
  if (http !== undefined) return [httpQuestion(http)];
  if (mysql !== undefined) return mysqlQuestions(mysql, absolute);
  if (redis !== undefined) return [redisQuestion(redis, absolute)];
  if (unit !== undefined) return one(`${unit} is active`, { kind: 'unit', unit });
  if (address !== undefined) return one(`does not hold ${address}`, { kind: 'address-absent', address });
  if (disk !== undefined) {
    const minFree = diskAmount(disk.at_least);
    return one(`${disk.at_least} free on ${disk.path}`, { kind: 'disk-free', path: disk.path, minFree });
  }
  if (command === undefined) return [];
  const { run, exit_code: exitCode = 0, output_includes: outputIncludes = null } = command;
  const question = { kind: 'command', command: { argv: run }, exitCode, outputIncludes } as const;
  return one(run.join(' ').slice(0, 80), question);
}

/** The parts that are asked, or null for all. */
function partsOf(fields: GateFields, asked: Asked): readonly Part[] | null {
  if (fields.parts === undefined) return asked.parts;
  const own = [...new Set(fields.parts)].sort();
  return asked.parts === null ? own : own.filter((part) => asked.parts?.includes(part));
}

function checkLimits(entry: EntryOf<'services'>, index: number, gate: Gate, report: Report): void {
  // The shortest way to pass: every attempt at once, with a pause between two.
  const shortestMs = (gate.passes - 1) * gate.everyMs;
  if (shortestMs < gate.withinMs && gate.attemptMs <= gate.withinMs) return;
  report({
    place: entry.placeOf('gates', index),
    what: `${entry.subject}: gate ${foundText(gate.name)} can never pass`,
    found: `within ${durationText(gate.withinMs)}`,
    expected: `more than ${durationText(Math.max(shortestMs, gate.attemptMs))}`,
    hint: `${gate.passes} passes, ${durationText(gate.everyMs)} apart, have to fit in`,
  });
}

function checkQuestion(
  entry: EntryOf<'services'>,
  index: number,
  { mysql, redis, parts }: GateFields,
  { instances, report }: GateContext,
): void {
  const place = (...path: readonly PropertyKey[]) => entry.placeOf('gates', index, ...path);
  const unplayed = (parts ?? []).filter((part) => !instances.some((instance) => instance.part === part));
  if (unplayed.length > 0 && instances.length > 0)
    report({
      place: place('parts'),
      what: `${entry.subject}: a gate for parts that nobody plays`,
      found: unplayed.join(', '),
      expected: 'parts of its instances',
      hint: 'it would never be asked',
    });
  for (const [name, fields] of [['mysql', mysql] as const, ['redis', redis] as const])
    if (fields?.ca_file !== undefined && fields.tls !== 'verified')
      report({
        place: place(name, 'ca_file'),
        what: `${entry.subject}: ca_file without tls: verified`,
        hint: 'authorities are only asked when the certificate is verified',
      });
  if (mysql !== undefined && mysql.role === undefined && instances.some(({ part }) => part === 'member'))
    report({
      place: place('mysql'),
      what: `${entry.subject}: a mysql gate without a role`,
      expected: 'role: primary or role: replica',
      hint: 'instances without parts do not say which of them is the primary',
    });
  if (redis?.keep_keys !== undefined && redis.save_before === false)
    report({
      place: place('redis', 'save_before'),
      what: `${entry.subject}: keep_keys without save_before`,
      hint: 'what is not saved is not there after the boot; leave save_before out',
    });
}

/** Every gate of the service, in the inventory's order. Mistakes are reported; what is returned is only used if there are none. */
export function resolveGates(entry: EntryOf<'services'>, context: GateContext): readonly Gate[] {
  const { instances, report } = context;
  const gates: Gate[] = [];
  for (const [index, fields] of (entry.fields.gates ?? []).entries()) {
    checkQuestion(entry, index, fields, context);
    const before = gates.length;
    for (const asked of askedBy(fields, context.absolute)) {
      const parts = partsOf(fields, asked);
      // Made from the parts, and nobody plays this one.
      if (asked.parts !== null && !instances.some(({ part }) => parts?.includes(part))) continue;
      const gate: Gate = {
        name: fields.name === undefined ? asked.name : nameOf(fields.name, asked),
        question: asked.question,
        attemptMs: fields.attempt ?? 5 * SECOND_MS,
        everyMs: fields.every ?? 10 * SECOND_MS,
        withinMs: fields.within ?? 10 * MINUTE_MS,
        parts,
        passes: fields.passes ?? 2,
      };
      if (gates.some(({ name }) => name === gate.name)) {
        const what = `${entry.subject}: two gates with the name ${foundText(gate.name)}`;
        const hint = 'give one of them another name: people tell them apart by it';
        report({ place: entry.placeOf('gates', index), what, hint });
      }
      if (gates.length === before) checkLimits(entry, index, gate, report);
      gates.push(gate);
    }
  }
  return gates;
}

/** A gate that became two keeps its name for both, told apart by the part. */
function nameOf(name: string, { parts, question }: Asked): string {
  return parts === null || question.kind !== 'mysql' ? name : `${name} (${question.role})`;
}
