// What a status in NetBox means for the fleet. A machine that is out of order still belongs to its services: leaving it
// out would make the services look smaller and their budgets looser.

export type StatusVerdict = 'in-service' | 'down' | 'skip' | 'unknown';

const verdicts: ReadonlyMap<string, StatusVerdict> = new Map([
  ['active', 'in-service'],
  ['offline', 'down'],
  ['failed', 'down'],
  ['paused', 'down'],
  ['planned', 'skip'],
  ['staged', 'skip'],
  ['inventory', 'skip'],
  ['decommissioning', 'skip'],
]);

/** `unknown` for a status that an operator added; such a machine is imported, because a lost host is worse. */
export function statusVerdict(status: string | null): StatusVerdict {
  return verdicts.get(status?.toLowerCase() ?? '') ?? 'unknown';
}
