// A badly placed fleet whose every name attacks the place it is shown in. Config refuses such names; the views must not
// rely on it.
import type { Fleet } from '../../src/core/fleet/fleet.ts';
import { buildFleet } from './fleet-builder.ts';
import { atLeast } from './sample-fleet.ts';

export const hostileNames = {
  script: '<script>alert(1)</script>',
  attribute: '" onmouseover="alert(1)',
  screen: '\u001b[2J\u001b[31mred',
  backwards: 'web\u202egnp.exe',
  newline: 'one\r\n| two |\u2028three',
  table: 'a|b`c*d_e',
  link: '[here](https://evil.example) www.evil.example',
  mention: '@everyone #1',
};

/** One service a name, all its instances in the first rack, needing each other in a chain. */
export function hostileFleet(): Fleet {
  const names = Object.values(hostileNames);
  const hosts = Object.fromEntries(
    names.flatMap((name) => [
      [`${name}1`, { rack: `${name}rack` }],
      [`${name}2`, { rack: `${name}rack` }],
    ]),
  );
  return buildFleet({
    racks: Object.fromEntries(
      names.map((name) => [`${name}rack`, { zone: `${name}zone`, feeds: [`${name}feed`] }]),
    ),
    hosts: { ...hosts, [`${hostileNames.screen}nowhere`]: {} },
    services: Object.fromEntries(
      names.map((name, index) => [
        name,
        {
          on: [`${name}1`, `${name}2`],
          budget: atLeast(1),
          owner: `${name}owner`,
          dependsOn: index === 0 ? [] : [names[index - 1] ?? ''],
        },
      ]),
    ),
    rest: {
      waivers: names.map((name) => ({
        code: 'all-in-one-domain',
        subject: `service:${name}`,
        reason: `because ${name}`,
        by: name,
        untilAt: -1,
      })),
    },
  });
}
