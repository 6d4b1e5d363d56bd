import { describe, expect, it } from 'vitest';
import { rackPictures } from '../../../src/views/html/rack-picture.ts';
import { catalogues } from '../../../src/views/text/language.ts';
import { html } from '../../../src/views/html/html-text.ts';
import type { Language } from '../../../src/views/text/language.ts';
import { buildFleet } from '../../fakes/fleet-builder.ts';

const fleet = buildFleet({
  racks: { r1: { zone: 'z' }, r2: { zone: 'z' } },
  hosts: {
    hv: { rack: 'r1' },
    plain: { rack: 'r1' },
    'vm-1': { hypervisor: 'hv' },
    'vm-2': { hypervisor: 'hv' },
    alone: { rack: 'r2' },
    'loose-hv': { zone: 'z' },
    'vm-3': { hypervisor: 'loose-hv' },
  },
});

function headings(language: Language, source: 'console' | 'report'): readonly string[] {
  const { console: text, report } = catalogues[language];
  const { markup } = rackPictures(fleet, {
    unit: () => ({ className: 'up', note: '' }),
    hostHref: () => null,
    heading: (_domain, name) => html`${name}`,
    words: source === 'console' ? text.racks : report.rackPicture,
  });
  return [...markup.matchAll(/<h5>.*?<small>(.*?)<\/small>/gs)].map(([, words]) => words ?? '');
}

describe('the heading of a rack', () => {
  it('counts every host that is drawn below it, and says how many are guests', () => {
    for (const source of ['console', 'report'] as const) {
      expect(headings('en', source)).toEqual([
        '4 hosts, 2 of them guests, feeds unknown',
        '1 host, feeds unknown',
        '2 hosts, 1 of them a guest',
      ]);
      expect(headings('ko', source)[0]).toMatch(/^서버 4대\(게스트 2대 포함\), /);
    }
  });
});
