// Racks in the colour of the worst finding that each host is part of.

import type { Host } from '../../core/fleet/fleet.ts';
import type { HostId } from '../../core/fleet/ids.ts';
import type { Finding } from '../../core/placement/finding.ts';
import type { Severity } from '../../core/fleet/severity.ts';
import { severityRank } from '../../core/placement/severity.ts';
import type { UnitPaint } from './rack-picture.ts';

/** Waived findings colour nothing. `named` says the severity in the reader's language. */
export function severityPaint(
  findings: readonly Finding[],
  named: (severity: Severity) => string,
): (host: Host) => UnitPaint {
  const worst = new Map<HostId, Severity>();
  for (const { hosts, severity, waivedUntilAt } of findings) {
    if (waivedUntilAt !== null) continue;
    for (const host of hosts) {
      const known = worst.get(host);
      if (known === undefined || severityRank(known) < severityRank(severity)) worst.set(host, severity);
    }
  }
  return ({ id }) => {
    const severity = worst.get(id);
    return severity === undefined
      ? { className: 'fine', note: '' }
      : { className: severity, note: named(severity) };
  };
}
