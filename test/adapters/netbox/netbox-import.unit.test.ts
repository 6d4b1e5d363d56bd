// NetBox from saved pages and from a live server of our own, which misbehaves on demand.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importNetbox, importNetboxFiles } from '../../../src/adapters/netbox/netbox-import.ts';
import { builtInMapping } from '../../../src/config/import-mapping.ts';
import { importedYaml } from '../../../src/config/imported-yaml.ts';
import { mapImportedFleet } from '../../../src/config/mapped-inventory.ts';
import type { ImportedFleet, ImportOutcome } from '../../../src/core/fleet/imported-fleet.ts';
import { netboxRows } from './netbox-records.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stagger-netbox-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function pages(rows = netboxRows): readonly string[] {
  return Object.entries(rows).map(([path, results]) => {
    const file = join(directory, `${path.replace('/', '-')}.json`);
    writeFileSync(file, JSON.stringify({ count: results.length, next: null, results }));
    return file;
  });
}

function fleetOf(outcome: ImportOutcome): ImportedFleet {
  if (outcome.kind === 'unreadable') throw new Error(outcome.problems.map(({ what }) => what).join());
  return outcome.fleet;
}

function whatOf(outcome: ImportOutcome): string {
  return outcome.kind === 'read' ? 'read' : outcome.problems.map(({ what }) => what).join();
}

function yamlOf(fleet: ImportedFleet): string {
  const mapping = builtInMapping('netbox');
  const mapped = mapImportedFleet(fleet, mapping);
  expect(mapped.problems).toEqual([]);
  return importedYaml(mapped, { mapping, source: 'netbox' });
}

describe('saved pages', () => {
  it('become hosts by id: qualified racks, chassis, hypervisors, names that are null', () => {
    const text = yamlOf(fleetOf(importNetboxFiles(pages())));
    expect(text.slice(text.indexOf('sites:'))).toMatchInlineSnapshot(`
      "sites:
        busan: { kind: datacentre, time_zone: UTC }
        seoul: { kind: datacentre, time_zone: Asia/Seoul }
      zones:
        busan: { site: busan }
        seoul: { site: seoul }
      racks:
        R12-busan: { zone: busan, units: 47 }
        R12-seoul: { zone: seoul, units: 42 }
        R13: { zone: seoul, units: 42 }
      owners:
        store-team: {}
      hosts:
        blade-1: { address: 10.0.0.25, rack: R13, unit: 20, owner: store-team, model: r650, labels: { netbox-id: device-25 } }
        broken: { address: 10.0.0.26, rack: R12-seoul, owner: store-team, model: r650, labels: { netbox-id: device-26, netbox-status: failed } }
        chassis: { address: 10.0.0.24, rack: R13, unit: 20, owner: store-team, model: r650, labels: { netbox-id: device-24 } }
        device-23: { address: 10.0.0.23, rack: R12-seoul, unit: 3, owner: store-team, model: r650, labels: { netbox-id: device-23 } }
        odd: { address: 10.0.0.28, zone: seoul, owner: store-team, model: r650, labels: { netbox-id: device-28 } }
        vm-1: { address: 10.0.1.1, hypervisor: web-01-seoul, labels: { netbox-id: vm-21 } }
        vm-2: { address: 2001:db8::2, zone: busan, labels: { netbox-id: vm-31 } }
        web-01-busan: { address: 10.0.0.22, rack: R12-busan, owner: store-team, model: r650, labels: { netbox-id: device-22 } }
        web-01-seoul: { address: 10.0.0.21, rack: R12-seoul, unit: 12.5, owner: store-team, model: r650, labels: { netbox-id: device-21 } }
      "
    `);
  });

  it('keep what is down, skip what is not in service, and say both', () => {
    const { hosts, leftOut, warnings } = fleetOf(importNetboxFiles(pages()));
    expect(leftOut).toEqual([{ kind: 'host', name: 'coming', why: 'its status is planned' }]);
    expect(hosts.find(({ name }) => name === 'broken')?.labels).toEqual({
      'netbox-id': 'device-26',
      'netbox-status': 'failed',
    });
    expect(warnings.join('\n')).toMatch(
      /broken: its status is failed.*\n(?:.*\n)*?odd: status quarantined is not known/,
    );
  });

  it('read role, device_role and family in either form', () => {
    const { hosts } = fleetOf(importNetboxFiles(pages()));
    const roles = hosts.map(({ fields }) => fields.get('role')?.text ?? null).slice(0, 2);
    expect(roles).toEqual(['server', 'server']);
    expect(hosts[0]?.groups).toEqual(['web']);
    expect(hosts[0]?.fields.get('cf.racked')).toEqual({ text: '2024', wasText: false });
  });

  it('do not depend on the order of pages and records', () => {
    const turned = Object.fromEntries(
      Object.entries(netboxRows)
        .reverse()
        .map(([path, rows]) => [path, [...rows].reverse()]),
    );
    expect(yamlOf(fleetOf(importNetboxFiles(pages(turned))))).toBe(
      yamlOf(fleetOf(importNetboxFiles(pages()))),
    );
  });

  it.each([
    ['{"count": 3, "results": [', 'the JSON ends in the middle'],
    ['{"detail": "Invalid token"}', 'no page of NetBox: "results" is no list'],
    ['{"count": 9, "results": [{"id": 1, "device_type": {}, "name": "a"}]}', '1 of 9 devices were given'],
    ['{"count": 1, "results": [{"name": "a"}]}', 'record 1 has no id'],
    ['{"count": 1, "results": [{"id": 1}]}', 'record 1 is of an unknown kind'],
  ])('%s is an error', (text, what) => {
    const file = join(directory, 'page.json');
    writeFileSync(file, text);
    expect(whatOf(importNetboxFiles([file]))).toBe(what);
  });
});

describe('a live NetBox', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

  async function served<Result>(
    answer: Answer,
    work: (url: string, asked: readonly string[]) => Promise<Result>,
  ) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      if (answer(request, response)) return;
      const found = new URL(request.url ?? '', 'http://x');
      const rows = netboxRows[found.pathname.replace(/^\/api\/|\/$/g, '')] ?? [];
      const offset = Number(found.searchParams.get('offset') ?? 0);
      const more = offset + 3 < rows.length;
      const next = `http://${request.headers.host ?? ''}${found.pathname}?limit=3&offset=${offset + 3}`;
      response.end(
        JSON.stringify({
          count: rows.length,
          next: more ? next : null,
          results: rows.slice(offset, offset + 3),
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  const asUsual: Answer = () => false;
  const connection = (url: string, token = 't0ken') => ({ url, token, pageWithinMs: 10_000 });
  const answering =
    (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer =>
    (_, response) => {
      response.writeHead(status, headers).end(body);
      return true;
    };

  it('gives page by page what the saved pages give', async () => {
    const saved = fleetOf(importNetboxFiles(pages()));
    await served(asUsual, async (url, asked) => {
      expect(yamlOf(fleetOf(await importNetbox(connection(url))))).toBe(yamlOf(saved));
      expect(asked.filter((line) => line.startsWith('/api/dcim/devices/'))).toHaveLength(3);
      expect(new Set(asked.map((line) => line.split(' ').slice(1).join(' ')))).toEqual(
        new Set(['Token t0ken']),
      );
    });
  });

  it('sends a v2 token as a bearer token', async () => {
    await served(asUsual, async (url, asked) => {
      await importNetbox(connection(url, 'nbt_abc.def'));
      expect(asked[0]).toContain('Bearer nbt_abc.def');
    });
  });

  it('never follows a next link or a redirect to another host', async () => {
    await served(asUsual, async (other, askedThere) => {
      const elsewhere = answering(
        200,
        JSON.stringify({ count: 1, next: `${other}/api/dcim/sites/`, results: [] }),
      );
      const led = await served(elsewhere, (url) => importNetbox(connection(url)));
      expect(whatOf(led)).toContain('away from');
      const redirected = await served(answering(302, '', { location: other }), (url) =>
        importNetbox(connection(url)),
      );
      expect(whatOf(redirected)).toContain('a redirect (302)');
      expect(askedThere).toEqual([]);
    });
  });

  it.each([
    [answering(403, '{}'), 'status 403'],
    [answering(200, '<html>'), 'not JSON'],
    [answering(200, '{"count": 2, "next": null, "results": []}'), '0 of 2 sites were on its pages'],
    [answering(200, ' '.repeat(33 * 1_048_576)), 'a page larger than 32 MiB'],
  ])('case %#: a bad answer is an error, never an empty fleet', async (answer, what) => {
    const outcome = await served(answer, (url) => importNetbox(connection(url)));
    expect(whatOf(outcome)).toBe(what);
    expect(JSON.stringify(outcome)).not.toContain('t0ken');
  });

  it('that goes round in a circle is an error', async () => {
    const circle: Answer = (request, response) => {
      const self = `http://${request.headers.host ?? ''}${request.url ?? ''}`;
      response.end(JSON.stringify({ count: 1, next: self, results: [] }));
      return true;
    };
    expect(whatOf(await served(circle, (url) => importNetbox(connection(url))))).toContain(
      'round in a circle',
    );
  });

  it('that does not answer is given up', async () => {
    const silent: Answer = () => true;
    const outcome = await served(silent, (url) => importNetbox({ ...connection(url), pageWithinMs: 50 }));
    expect(whatOf(outcome)).toContain('no answer within');
  });

  it.each([
    ['http://netbox.example.com', 'neither https nor a loopback address'],
    ['https://user:pw@netbox.example.com', 'a login in the address'],
    ['netbox', '"netbox" is no address'],
    ['http://127.0.0.1.example.com', 'neither https nor a loopback address'],
  ])('%s is refused before anything is sent', async (url, what) => {
    const outcome = await importNetbox(connection(url));
    expect(whatOf(outcome)).toBe(what);
    expect(JSON.stringify(outcome)).not.toContain('pw');
  });
});
