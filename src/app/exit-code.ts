// What the program's exit codes mean, in one place; scripts and CI rely on them. From 64 on they are those of BSD's
// sysexits.h, which systemd and cron mails also name.

export const exitCode = {
  ok: 0,
  /** The command ran and found something to act on: mistakes, findings, a refusal. */
  findings: 1,
  /** The command line itself was wrong. */
  usage: 2,
  /** EX_UNAVAILABLE: the daemon, the database or a host could not be reached. */
  unavailable: 69,
  /** EX_SOFTWARE: a defect of Stagger. */
  defect: 70,
  /** EX_CONFIG: the inventory or the settings are invalid, so the command could not start. */
  configuration: 78,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
