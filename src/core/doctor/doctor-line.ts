// What `stagger doctor` says: one line a question, with its verdict and, where it is not well, what to do. A question
// that could not be asked is never `ok`.

export type DoctorArea =
  | 'configuration'
  | 'inventory'
  | 'time'
  | 'database'
  | 'console'
  | 'ssh'
  | 'sudo'
  | 'reboot-agents'
  | 'hooks'
  | 'load-balancers'
  | 'gates'
  | 'slack';

/** `warning`: Stagger works, and somebody should look. `problem`: something that it must do would fail or be refused. */
export type DoctorVerdict = 'ok' | 'warning' | 'problem';

export type DoctorLine = {
  readonly area: DoctorArea;
  /** What was looked at: a host, a file, a setting. */
  readonly subject: string;
  readonly verdict: DoctorVerdict;
  readonly found: string;
  /** What to do, as a sentence without its full stop; null where nothing needs doing. */
  readonly fix: string | null;
};

type Said = Omit<DoctorLine, 'verdict' | 'fix'>;

export function well(said: Said): DoctorLine {
  return { ...said, verdict: 'ok', fix: null };
}

export function warning(said: Said & { readonly fix: string }): DoctorLine {
  return { ...said, verdict: 'warning' };
}

export function problem(said: Said & { readonly fix: string }): DoctorLine {
  return { ...said, verdict: 'problem' };
}

const ranks: Readonly<Record<DoctorVerdict, number>> = { ok: 0, warning: 1, problem: 2 };

/** True if any line is at least as bad as `verdict`. */
export function anyAtLeast(lines: readonly DoctorLine[], verdict: DoctorVerdict): boolean {
  return lines.some((line) => ranks[line.verdict] >= ranks[verdict]);
}

export type DoctorCounts = Readonly<Record<DoctorVerdict, number>>;

export function countVerdicts(lines: readonly DoctorLine[]): DoctorCounts {
  const count = (verdict: DoctorVerdict): number => lines.filter((line) => line.verdict === verdict).length;
  return { ok: count('ok'), warning: count('warning'), problem: count('problem') };
}
