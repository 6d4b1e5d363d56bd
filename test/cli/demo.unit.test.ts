import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenProblem } from '../../src/app/taken-address.ts';
import { runCommand } from '../fakes/run-command.ts';

const holder = createServer();
let taken = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  taken = (holder.address() as AddressInfo).port;
});
afterAll(() => holder.close());

describe('a port that is taken', () => {
  it('is the operator’s to mend, not a defect: stagger demo says where, and which option takes another', async () => {
    const { err, code } = await runCommand('demo', '--port', String(taken));
    expect(code).toBe(69);
    expect(err).toContain(`the workspace at 127.0.0.1:${taken} cannot listen: another program listens there`);
    expect(err).toContain('take another with --port; --port 0 takes any free one');
  });

  it('is the same for the console of the demo', async () => {
    const { err, code } = await runCommand('demo', '--port', '0', '--console-port', String(taken));
    expect(code).toBe(69);
    expect(err).toContain(`the console at 127.0.0.1:${taken} cannot listen`);
    expect(err).toContain('--console-port 0 takes any free one');
  });

  it('is not made of any other error', () => {
    const bug = new TypeError('x is not a function');
    expect(listenProblem(bug, { what: 'it', hint: 'none' })).toBe(bug);
    const forbidden = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(String(listenProblem(forbidden, { what: 'it', hint: 'none' }))).toContain('may not listen there');
  });
});
