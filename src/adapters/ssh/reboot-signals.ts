// What each source on a host says about a needed reboot. The absence of a flag means "no" only where something on the
// host would have raised it; otherwise it means "unknown".

import type { RebootSignal } from '../../core/fleet/observation.ts';
import { compareKernels, newestKernel } from './kernel-version.ts';

export type RebootEvidence = {
  /** `ID` and `ID_LIKE` of os-release. */
  readonly family: readonly string[];
  /** `yes PACKAGE…` or `no`. */
  readonly debianFlag: string;
  /** True if a package is installed that raises the Debian flag. */
  readonly debianFlagWriter: boolean;
  /** The content of /run/reboot-needed, empty if there is none. */
  readonly suseFlag: string;
  readonly kernelRunning: string;
  readonly installed: readonly string[];
  readonly container: boolean;
};

const debianLike: ReadonlySet<string> = new Set(['debian', 'ubuntu', 'raspbian', 'proxmox']);
const suseLike: ReadonlySet<string> = new Set([
  'suse',
  'opensuse',
  'sles',
  'opensuse-microos',
  'opensuse-leap',
]);

/** Longest evidence shown: a list of packages must not fill a Slack card. */
const maxDetailLength = 160;

export function rebootSignals(evidence: RebootEvidence): readonly RebootSignal[] {
  return [debianSignal(evidence), suseSignal(evidence), kernelSignal(evidence)].filter(
    (signal) => signal !== null,
  );
}

function debianSignal({ family, debianFlag, debianFlagWriter }: RebootEvidence): RebootSignal | null {
  const source = 'debian-flag';
  if (debianFlag.startsWith('yes')) {
    const packages = debianFlag.slice(4).trim();
    return { source, value: 'yes', detail: packages === '' ? null : packages.slice(0, maxDetailLength) };
  }
  if (!family.some((name) => debianLike.has(name))) return null;
  if (debianFlagWriter && debianFlag === 'no') return { source, value: 'no', detail: null };
  return {
    source,
    value: 'unknown',
    detail:
      'no package here raises /run/reboot-required (update-notifier-common or unattended-upgrades would)',
  };
}

function suseSignal({ family, suseFlag }: RebootEvidence): RebootSignal | null {
  const source = 'suse-flag';
  if (suseFlag !== '') return { source, value: 'yes', detail: suseFlag.slice(0, maxDetailLength) };
  if (!family.some((name) => suseLike.has(name))) return null;
  return { source, value: 'unknown', detail: 'no /run/reboot-needed; not every SUSE system writes it' };
}

function kernelSignal({ kernelRunning, installed, container }: RebootEvidence): RebootSignal {
  const source = 'newer-kernel';
  if (container) return { source, value: 'unknown', detail: 'a container runs the kernel of its host' };
  const newest = newestKernel(kernelRunning, installed);
  if (newest === null)
    return { source, value: 'unknown', detail: `no kernel image like ${kernelRunning} is installed` };
  if (compareKernels(newest, kernelRunning) > 0) return { source, value: 'yes', detail: newest };
  if (installed.includes(kernelRunning)) return { source, value: 'no', detail: null };
  return { source, value: 'unknown', detail: `the running ${kernelRunning} is not installed any more` };
}
