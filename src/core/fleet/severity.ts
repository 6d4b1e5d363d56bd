// How bad a finding is. An inventory says it per level of failure domain, so it belongs to the fleet.

export type Severity = 'critical' | 'warning' | 'notice';
