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
  /** `INSTALLTIME:NAME` in seconds since 1970, of packages that count; empty where rpm is absent or did not answer. */
  readonly rpmInstalled: readonly string[];
  /** When the host booted by its own clock, in seconds since 1970; null if it did not say. */
  readonly bootedAtS: number | null;
  /** /proc/version: on Debian it ends with the version of the package that the running kernel came in. */
  readonly kernelBuild: string;
  /** The version of the installed package of the running kernel release; empty where dpkg does not know one. */
  readonly kernelPackage: string;
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
  return [
    debianSignal(evidence),
    debianBuildSignal(evidence),
    rpmSignal(evidence),
    suseSignal(evidence),
    kernelSignal(evidence),
  ].filter((signal) => signal !== null);
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

/**
 * Debian replaces a kernel in place while its release stays the same (6.1.0-25 in 6.1.106-1, then in 6.1.106-3): only the
 * package's version tells, as `needrestart` reports it.
 */
function debianBuildSignal({ kernelBuild, kernelPackage, container }: RebootEvidence): RebootSignal | null {
  const source = 'debian-kernel-build';
  const running = / Debian (\S+) \(/.exec(kernelBuild)?.[1];
  if (running === undefined || container) return null;
  if (kernelPackage === '')
    return { source, value: 'unknown', detail: 'dpkg knows no package of the running kernel' };
  if (kernelPackage === running) return { source, value: 'no', detail: null };
  const detail = `${kernelPackage} is installed, ${running} runs`.slice(0, maxDetailLength);
  return { source, value: 'yes', detail };
}

const redHatLike: ReadonlySet<string> = new Set(['rhel', 'fedora', 'centos', 'amzn', 'ol']);

/** The rule of `needs-restarting -r`: what was installed after the boot is not what runs. */
function rpmSignal({ family, rpmInstalled, bootedAtS }: RebootEvidence): RebootSignal | null {
  const source = 'rpm-installed';
  if (!family.some((name) => redHatLike.has(name))) return null;
  const dated = rpmInstalled.flatMap((entry) => {
    const [, at, name] = /^(\d{1,11}):([A-Za-z0-9._+-]{1,80})$/.exec(entry) ?? [];
    return at === undefined || name === undefined ? [] : [{ name, at: Number(at) }];
  });
  if (dated.length === 0 || bootedAtS === null)
    return {
      source,
      value: 'unknown',
      detail: 'rpm did not say what is installed (absent, or longer than 3 s)',
    };
  const newer = new Set(dated.filter(({ at }) => at > bootedAtS).map(({ name }) => name));
  if (newer.size === 0) return { source, value: 'no', detail: null };
  const detail = `installed since the boot: ${[...newer].join(' ')}`.slice(0, maxDetailLength);
  return { source, value: 'yes', detail };
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
