// The colours of every page: the console's and the demo's workspace. Each is a role with a light and a dark value; style
// sheets and charts name the role and never a colour, so that a page cannot be readable in one scheme only. Which role is
// written on which is told here too, and a test holds each pair to its contrast.

/** Role: light, dark. */
const roles = {
  /** Grounds, from the farthest to the nearest. */
  ground: ['#f5f6f8', '#111419'],
  card: ['#ffffff', '#191d24'],
  raised: ['#eef0f4', '#242a34'],
  /** Text, and what separates. */
  ink: ['#161a22', '#e8ebf1'],
  soft: ['#565d6b', '#a3acbb'],
  line: ['#dfe2e8', '#313845'],
  edge: ['#858c9a', '#727c8c'],
  accent: ['#1553b7', '#8cbcff'],
  'accent-ink': ['#ffffff', '#0d1522'],
  /** How old a host is: what its name is written on, and the same as a mark beside it. */
  fresh: ['#dcf3e6', '#17382a'],
  'fresh-mark': ['#2b8a5f', '#45b583'],
  settled: ['#d8ebf8', '#183850'],
  'settled-mark': ['#26719f', '#5aaee4'],
  'due-soon': ['#fdebb8', '#4a3a0a'],
  'due-soon-mark': ['#b07600', '#dba632'],
  'due-soon-mark-ink': ['#161a22', '#161a22'],
  overdue: ['#fcd5cf', '#5b211b'],
  'overdue-mark': ['#c8372b', '#f0776b'],
  exempt: ['#ebe6f5', '#352f49'],
  'exempt-mark': ['#7d6aad', '#a897d6'],
  rebooting: ['#dbe2fe', '#28346b'],
  'rebooting-mark': ['#4559d6', '#8a9bff'],
  unreachable: ['#383d48', '#dfe3ea'],
  'unreachable-ink': ['#ffffff', '#14181f'],
  unknown: ['#e8eaee', '#2a2f39'],
  /** Parts of a reboot that have no colour among the ages. */
  gates: ['#8fd3b1', '#236244'],
  ramp: ['#f3b562', '#8a5a14'],
  soak: ['#b9d9ee', '#2b5f82'],
  /** Severities, as text. */
  critical: ['#b3261e', '#ff9a90'],
  warning: ['#855000', '#f3c063'],
  notice: ['#2f5d9b', '#9cc4f5'],
  /** The demo's workspace. */
  mention: ['#e3f0fa', '#1d3a52'],
  'code-ink': ['#b3124a', '#f2a1bb'],
  'code-ground': ['#f4f4f7', '#242a34'],
  primary: ['#00704a', '#00805a'],
  'button-ink': ['#ffffff', '#ffffff'],
  danger: ['#c01343', '#d92b5b'],
  'danger-ink': ['#c01343', '#ff8fab'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Role = keyof typeof roles;

export type Scheme = 'light' | 'dark';

export function colourOf(role: Role, scheme: Scheme): string {
  return roles[role][scheme === 'light' ? 0 : 1];
}

const ages = ['fresh', 'settled', 'due-soon', 'overdue', 'exempt', 'rebooting', 'unknown'] as const;
const surfaces = ['ground', 'card', 'raised'] as const;

/** Text on its ground: at least 4.5 to 1 (WCAG AA). */
export const writtenOn: readonly (readonly [ink: Role, ground: Role])[] = [
  ...surfaces.flatMap((ground) => (['ink', 'soft', 'accent'] as const).map((ink) => [ink, ground] as const)),
  ...(['ground', 'card'] as const).flatMap((ground) =>
    (['critical', 'warning', 'notice', 'code-ink', 'danger-ink'] as const).map(
      (ink) => [ink, ground] as const,
    ),
  ),
  ...ages.map((ground) => ['ink', ground] as const),
  ...(['mention', 'gates', 'ramp', 'soak'] as const).map((ground) => ['ink', ground] as const),
  ['card', 'settled-mark'],
  ['due-soon-mark-ink', 'due-soon-mark'],
  ['card', 'overdue-mark'],
  ['accent-ink', 'accent'],
  ['button-ink', 'primary'],
  ['button-ink', 'danger'],
  ['unreachable-ink', 'unreachable'],
  ['code-ink', 'code-ground'],
];

/** Marks, rings and bars on their ground: at least 3 to 1 (WCAG AA for what is not text). */
export const markedOn: readonly (readonly [mark: Role, ground: Role])[] = [
  ...(['fresh', 'settled', 'due-soon', 'overdue', 'exempt', 'rebooting'] as const).flatMap((age) =>
    (['ground', 'card'] as const).map((ground) => [`${age}-mark`, ground] as const),
  ),
  ...(['due-soon-mark', 'fresh-mark', 'overdue-mark'] as const).map((mark) => [mark, 'settled'] as const),
  ...surfaces.map((ground) => ['accent', ground] as const),
  ...(['ground', 'card'] as const).map((ground) => ['edge', ground] as const),
];

/** The custom properties that style sheets and charts read: `--` and the role. */
export function paletteCss(): string {
  const properties = (scheme: Scheme): string =>
    (Object.keys(roles) as readonly Role[])
      .map((role) => `  --${role}: ${colourOf(role, scheme)};`)
      .join('\n');
  return `:root {
  color-scheme: light dark;
${properties('light')}
}

@media (prefers-color-scheme: dark) {
  :root {
${properties('dark')}
  }
}
`;
}
