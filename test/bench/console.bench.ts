// What each page of the console weighs and costs, at three sizes of fleet, over a real socket: bytes as sent (gzip) and as
// read, time to the first byte, and how long Chromium takes until the map of the fleet can be used. Beside it the plainest
// server there is: node:http sending a page of the same bytes, so that the ratio says what our work costs.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { addConsoleRoutes } from '../../src/adapters/http/console-routes.ts';
import { startHttpServer } from '../../src/adapters/http/http-server.ts';
import { sampleReader } from '../fakes/sample-console.ts';
import { silentLog } from '../fakes/silent-log.ts';
import { chromiumOptions } from '../lab/browser.ts';
import { largeFleet } from './large-fleet.ts';

const sizes = [60, 1_000, 5_000];
const pages = ['/', '/services', '/findings', '/what-if', '/forecast', '/calendar'];
const runs = 7;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

type Fetched = { readonly firstByteMs: number; readonly bytes: number };

async function fetched(url: string): Promise<Fetched> {
  const from = performance.now();
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  const firstByteMs = performance.now() - from;
  return { firstByteMs, bytes: (await answer.arrayBuffer()).byteLength };
}

async function zippedBytes(url: string): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('end', () => resolve(bytes));
    })
      .on('error', reject)
      .end();
  });
}

async function plainFirstByteMs(bytes: number): Promise<number> {
  const body = Buffer.alloc(bytes, 'a');
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push((await fetched(url)).firstByteMs);
  server.close();
  return median(times);
}

export async function bench(): Promise<void> {
  const browser = await chromium.launch(chromiumOptions());
  console.log(`median of ${runs}; Node ${process.versions.node}`);
  console.log('hosts  page        kB read  kB sent  first byte ms  × plain server');
  for (const hosts of sizes) {
    const reader = sampleReader(largeFleet({ hosts, services: Math.ceil(hosts / 5) }));
    const server = await startHttpServer({
      address: '127.0.0.1',
      port: 0,
      token: null,
      allowedHosts: [],
      log: silentLog,
      routes: [(app) => addConsoleRoutes(app, { reader, language: 'en', timeZone: 'UTC', speed: 1 })],
    });
    for (const path of pages) {
      const url = new URL(path, server.url).href;
      const times: Fetched[] = [];
      for (let run = 0; run < runs; run += 1) times.push(await fetched(url));
      const firstByteMs = median(times.map((time) => time.firstByteMs));
      const bytes = times[0]?.bytes ?? 0;
      const plainMs = await plainFirstByteMs(bytes);
      const columns = [
        String(hosts).padEnd(6),
        path.padEnd(11),
        (bytes / 1000).toFixed(0).padStart(7),
        ((await zippedBytes(url)) / 1000).toFixed(0).padStart(8),
        firstByteMs.toFixed(1).padStart(14),
        (firstByteMs / plainMs).toFixed(1).padStart(15),
      ];
      console.log(columns.join(' '));
    }
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const from = performance.now();
    await page.goto(server.url, { waitUntil: 'load' });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    console.log(`${hosts} hosts: first view in Chromium ${(performance.now() - from).toFixed(0)} ms`);
    await page.close();
    await server.stop();
  }
  await browser.close();
}
