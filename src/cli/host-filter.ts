// `--where FIELD=VALUE` of `stagger hosts`: what can be compared, and what a value can be. A value that no host could
// ever have is an error, never an empty list.

import { exitCode } from '../app/exit-code.ts';
import { OperatorError } from '../app/operator-error.ts';
import { byNearness, listedNames, nearestName } from '../config/known-names.ts';
import type { Fleet } from '../core/fleet/fleet.ts';
import type { HostRow } from '../views/terminal/hosts-table.ts';

type Field = {
  readonly read: (row: HostRow) => readonly (string | null)[];
  /** Every value that it can have in this fleet. */
  readonly values: (fleet: Fleet) => readonly string[];
};

const statuses = ['up', 'unreachable', 'unknown'] satisfies readonly HostRow['status'][];
const policies = ['ok', 'due-soon', 'overdue', 'exempt', 'unknown'] satisfies readonly HostRow['policy'][];
const tristate = ['yes', 'no', 'unknown'] satisfies readonly HostRow['rebootRequired'][];
const guards = ['epoch-and-boot-id', 'boot-id', 'unknown'] satisfies readonly HostRow['rebootGuard'][];

const fields: Readonly<Record<string, Field>> = {
  host: { read: ({ host }) => [host], values: ({ hosts }) => [...hosts.keys()] },
  site: { read: ({ site }) => [site], values: ({ sites }) => [...sites.keys()] },
  zone: { read: ({ zone }) => [zone], values: ({ zones }) => [...zones.keys()] },
  rack: { read: ({ rack }) => [rack], values: ({ racks }) => [...racks.keys()] },
  owner: { read: ({ owner }) => [owner], values: ({ owners }) => [...owners.keys()] },
  service: { read: ({ services }) => services, values: ({ services }) => [...services.keys()] },
  status: { read: ({ status }) => [status], values: () => statuses },
  policy: { read: ({ policy }) => [policy], values: () => policies },
  reboot: { read: ({ rebootRequired }) => [rebootRequired], values: () => tristate },
  guard: { read: ({ rebootGuard }) => [rebootGuard], values: () => guards },
};

export const filterFields: readonly string[] = Object.keys(fields);

export type HostFilter = { readonly field: string; readonly value: string };

/** @throws OperatorError where it is not FIELD=VALUE with a known field. */
export function parseHostFilter(text: string): HostFilter {
  const [field = '', value] = text.split('=', 2);
  if (Object.hasOwn(fields, field) && value !== undefined) return { field, value };
  const near = nearestName(field, filterFields);
  throw new OperatorError(
    `--where: found "${text}", expected FIELD=VALUE with one of ${byNearness(field, filterFields).join(', ')}`,
    {
      hint:
        near === null ? 'for example --where policy=overdue' : `did you mean ${near}=${value ?? 'VALUE'}?`,
      exitCode: exitCode.usage,
    },
  );
}

/** @throws OperatorError where no host of `fleet` could have the value. */
export function hostFilter(fleet: Fleet, { field, value }: HostFilter): (row: HostRow) => boolean {
  const named = fields[field];
  const values = named?.values(fleet) ?? [];
  if (named !== undefined && values.includes(value)) return (row) => named.read(row).includes(value);
  const near = nearestName(value, values);
  throw new OperatorError(
    `--where: found "${field}=${value}", expected one of ${listedNames(value, values) || `no ${field}: the inventory has none`}`,
    {
      hint: near === null ? '`stagger hosts` lists what there is' : `did you mean ${field}=${near}?`,
      exitCode: exitCode.usage,
    },
  );
}
