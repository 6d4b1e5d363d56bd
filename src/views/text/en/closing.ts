// English of a campaign's closing report. Arguments are ready to show.

import type { TimelinePart } from '../../../core/campaign/host-timeline.ts';
import { plural } from './plural.ts';

export const closing = {
  whole: (length: string): string => `${length} in all.`,
  untouched: (hosts: number): string => `${plural(hosts, 'host')} not begun`,
  howLong: 'How long the parts took',
  parts: {
    check: 'checks',
    drain: 'drain',
    reboot: 'down',
    settle: 'settling',
    gates: 'gates',
    ramp: 'ramp',
    soak: 'soak',
    undo: 'undoing',
  } satisfies Record<TimelinePart, string>,
  part: (name: string, median: string, longest: string, host: string, hosts: number): string =>
    hosts === 1
      ? `${name}: ${longest} (${host})`
      : `${name}: ${median} typically, at most ${longest} (${host})`,
  slowest: 'Slowest hosts',
  course: (host: string, length: string, parts: string): string => `${host}: ${length} (${parts})`,
  partLength: (name: string, length: string): string => `${name} ${length}`,
  drifted: 'Missing since the reboot',
  noDrift: (hosts: number): string => `Nothing was missing after the reboot of ${plural(hosts, 'host')}.`,
  notCompared: 'No host was compared with what it was before.',
  unplanned: 'Rebooted by itself meanwhile',
  unplannedHost: (host: string, at: string, owner: string | null): string =>
    `${host} ${at}${owner === null ? '' : ` (owner ${owner})`}`,
  more: (count: number): string => `… ${plural(count, 'more', 'more')} in the full report`,
  full: (command: string): string => `Every host: ${command}`,
  fullHere: (command: string): string => `Every host: the file below, or ${command}`,
  everyHost: 'Every host',
  fileTitle: (campaign: string): string => `Report of campaign ${campaign}`,
};
