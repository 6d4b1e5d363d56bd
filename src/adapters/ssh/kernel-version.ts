// Which installed kernel is newer than the running one. Only kernels of the running kernel's flavour count (a cloud,
// debug or real-time build next to it is not an upgrade of it: needrestart#14, #111).

const versionPrefix = /^[0-9][0-9.]*(?:[-_][0-9][0-9.]*)*/;

/**
 * The part of a release name that names its build line, with its numbers masked: `amd64` of `6.1.0-25-amd64`, `el.x` of
 * `5.14.0-427.el9_4.x86_64`. Two releases with the same flavour can be compared.
 */
function flavour(release: string): string {
  return release
    .replace(versionPrefix, '')
    .replace(/\d+(?:_\d+)*/g, '')
    .replace(/^[-.+]+/, '');
}

/** Negative if `a` is older. Runs of digits compare as numbers, other runs as text, and a number is newer than text. */
export function compareKernels(a: string, b: string): number {
  const left = a.match(/\d+|[A-Za-z]+/g) ?? [];
  const right = b.match(/\d+|[A-Za-z]+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareRuns(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareRuns(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [aIsNumber, bIsNumber] = [/^\d/.test(a), /^\d/.test(b)];
  if (aIsNumber !== bIsNumber) return aIsNumber ? 1 : -1;
  if (aIsNumber) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The newest of `installed` that has the flavour of `running`, or null if there is none. */
export function newestKernel(running: string, installed: readonly string[]): string | null {
  const comparable = installed.filter((release) => flavour(release) === flavour(running));
  return comparable.toSorted(compareKernels).at(-1) ?? null;
}

/**
 * Release names out of kernel image paths (`/boot/vmlinuz-R`, `/lib/modules/R/vmlinuz`). Images without a version
 * (`vmlinuz-linux`, rescue images) say nothing and are left out.
 */
export function releasesOf(imagePaths: readonly string[]): readonly string[] {
  const releases = imagePaths.map(
    (path) => /\/vmlinuz-(.+)$/.exec(path)?.[1] ?? /([^/]+)\/vmlinuz$/.exec(path)?.[1],
  );
  return releases.filter(
    (release) => release !== undefined && /^\d+\.\d/.test(release) && !release.includes('rescue'),
  ) as string[];
}
