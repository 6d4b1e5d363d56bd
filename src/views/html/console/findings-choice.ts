// Which findings a page or a file is of: by severity, owner and service, in the order asked for. Accepted ones stand
// apart, with who accepted them and until when.

import type { Waiver } from '../../../core/fleet/fleet.ts';
import { servicesOf } from '../../../core/fleet/fleet-lookup.ts';
import type { Fleet } from '../../../core/fleet/fleet.ts';
import type { Finding } from '../../../core/placement/finding.ts';
import type { Severity } from '../../../core/fleet/severity.ts';

export const findingSorts = ['severity', 'owner', 'subject', 'code'] as const;

export type FindingSort = (typeof findingSorts)[number];

export type FindingChoice = {
  readonly severity: Severity | null;
  readonly owner: string | null;
  readonly service: string | null;
  readonly sort: FindingSort;
};

/** `findings` come worst first; what is as good as the other by `sort` stays in that order. */
export function chosenFindings(
  fleet: Fleet,
  findings: readonly Finding[],
  { severity, owner, service, sort }: FindingChoice,
): readonly Finding[] {
  const chosen = findings.filter(
    (finding) =>
      (severity === null || finding.severity === severity) &&
      (owner === null || finding.owner === owner) &&
      (service === null || isOf(fleet, finding, service)),
  );
  if (sort === 'severity') return chosen;
  const key = (finding: Finding): string => finding[sort] ?? '\uffff';
  return chosen.sort((a, b) => (key(a) === key(b) ? 0 : key(a) < key(b) ? -1 : 1));
}

function isOf(fleet: Fleet, { service, host }: Finding, wanted: string): boolean {
  return service === wanted || (host !== null && servicesOf(fleet, host).some(({ id }) => id === wanted));
}

/** The waiver that holds for `finding`: of several the one that lasts longest, as the audit judges. */
export function waiverOf(waivers: readonly Waiver[], finding: Finding): Waiver | null {
  return (
    waivers.find(
      ({ code, subject, untilAt }) =>
        code === finding.code && subject === finding.subject && untilAt === finding.waivedUntilAt,
    ) ?? null
  );
}
