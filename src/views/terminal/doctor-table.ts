// `stagger doctor` for people: what is not well first, each with what to do under it; what is well is counted by area
// unless it is asked for.

import {
  countVerdicts,
  type DoctorArea,
  type DoctorLine,
  type DoctorVerdict,
} from '../../core/doctor/doctor-line.ts';
import { paintFor, safeText, type Colour, type Tone } from './plain-table.ts';

const tones: Readonly<Record<DoctorVerdict, Tone>> = { ok: 'good', warning: 'warn', problem: 'bad' };

/** @param shown `all` prints every line, `troubles` counts what is well. */
export function doctorText(
  lines: readonly DoctorLine[],
  options: { readonly colour: Colour; readonly shown: 'all' | 'troubles' },
): string {
  const areas = [...new Set(lines.map(({ area }) => area))];
  const { ok, warning, problem } = countVerdicts(lines);
  const blocks = areas.map((area) =>
    areaLines(
      area,
      lines.filter((line) => line.area === area),
      options,
    ),
  );
  return [...blocks.flat(), '', `${ok} ok, ${warning} to look at, ${problem} to mend`].join('\n');
}

/** An area with this many good lines or fewer shows them. */
const fewGood = 3;

function areaLines(
  area: DoctorArea,
  lines: readonly DoctorLine[],
  { colour, shown }: { readonly colour: Colour; readonly shown: 'all' | 'troubles' },
): readonly string[] {
  const good = lines.filter(({ verdict }) => verdict === 'ok');
  const paint = paintFor(colour);
  const line = ({ verdict, subject, found, fix }: DoctorLine): readonly string[] => [
    `  ${paint(tones[verdict], verdict.padEnd(7))}  ${safeText(subject)}: ${safeText(found)}`,
    ...(fix === null ? [] : [`           → ${safeText(fix)}`]),
  ];
  const troubles = lines.filter(({ verdict }) => verdict !== 'ok');
  const folded = shown === 'troubles' && good.length > fewGood;
  const counted = `  ${paint('good', 'ok'.padEnd(7))}  ${good.length} more, well (--all shows them)`;
  return [area, ...troubles.flatMap(line), ...(folded ? [counted] : good.flatMap(line))];
}
