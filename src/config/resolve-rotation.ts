// The rotation of a service: defaults filled in, its load balancers known to exist.

import { MINUTE_MS, SECOND_MS } from '../core/brand.ts';
import type { HostId } from '../core/fleet/ids.ts';
import type { ServiceRotation } from '../core/rotation/rotation.ts';
import type { Report } from './mistake.ts';
import type { EntryOf } from './parse-inventory.ts';
import type { ReferenceCheck } from './reference-check.ts';

const usualSteps: readonly number[] = [10, 25, 50, 100];

export function resolveRotation(
  entry: EntryOf<'services'>,
  context: {
    readonly references: ReferenceCheck;
    readonly hosts: ReadonlySet<string>;
    readonly report: Report;
  },
): ServiceRotation | null {
  const { haproxy } = entry.fields;
  if (haproxy === undefined) return null;
  for (const [index, host] of haproxy.on.entries()) {
    const place = entry.placeOf('haproxy', 'on', index);
    const known = context.references.check('host', host, place, entry.subject);
    if (haproxy.on.indexOf(host) < index)
      context.report({
        place,
        what: `${entry.subject}: load balancer ${host} is named twice`,
        hint: 'keep one',
      });
    // It could not be drained while the way to its own drain goes down with it.
    else if (known && context.hosts.has(host))
      context.report({
        place,
        what: `${entry.subject}: host ${host} is its own load balancer`,
        hint: 'the runtime API that brings it back would reboot with it; use drain and undrain commands',
      });
  }
  const {
    steps = usualSteps,
    hold: holdMs = 30 * SECOND_MS,
    max_errors: maxErrorPercent = 5,
  } = haproxy.ramp ?? {};
  return {
    balancers: haproxy.on as readonly string[] as readonly HostId[],
    socket: haproxy.socket ?? '/run/haproxy/admin.sock',
    backends: haproxy.backends ?? [entry.id],
    serverName: haproxy.server ?? '{host}',
    maxSessions: haproxy.sessions ?? 0,
    drainWithinMs: haproxy.drain_within ?? 5 * MINUTE_MS,
    ramp: steps.map((percent) => ({ percent, holdMs })),
    maxErrorPercent,
  };
}
