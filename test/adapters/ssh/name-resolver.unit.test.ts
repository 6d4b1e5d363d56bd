import { describe, expect, it } from 'vitest';
import { deadlineIn } from '../../../src/adapters/ssh/deadline.ts';
import { nameResolver } from '../../../src/adapters/ssh/name-resolver.ts';

function fixture(answer: () => Promise<readonly string[]>) {
  let nowMs = 0;
  let asked = 0;
  const monotonicMs = (): number => nowMs;
  const resolver = nameResolver({
    monotonicMs,
    lookup: () => {
      asked += 1;
      return answer();
    },
  });
  return {
    resolver,
    resolve: () => resolver.resolve('db-1', deadlineIn(1000, monotonicMs)),
    advance: (ms: number) => (nowMs += ms),
    asked: () => asked,
  };
}

describe('names', () => {
  it('asks once for many questions, and again after a while', async () => {
    const names = fixture(() => Promise.resolve(['192.0.2.1']));
    await Promise.all([names.resolve(), names.resolve()]);
    expect(await names.resolve()).toEqual({ kind: 'addresses', addresses: ['192.0.2.1'] });
    expect(names.asked()).toBe(1);
    names.advance(5 * 60_000);
    await names.resolve();
    expect(names.asked()).toBe(2);
  });

  it('asks again after a failed connection', async () => {
    const names = fixture(() => Promise.resolve(['192.0.2.1']));
    await names.resolve();
    names.resolver.forget('db-1');
    await names.resolve();
    expect(names.asked()).toBe(2);
  });

  it('keeps the last addresses while the name service fails', async () => {
    let works = true;
    const names = fixture(() =>
      works ? Promise.resolve(['192.0.2.1']) : Promise.reject(new Error('SERVFAIL')),
    );
    await names.resolve();
    works = false;
    names.advance(5 * 60_000);
    expect(await names.resolve()).toEqual({ kind: 'addresses', addresses: ['192.0.2.1'] });
  });

  it.each([
    ['the error', () => Promise.reject(new Error('ENOTFOUND'))],
    ['an empty answer', () => Promise.resolve([])],
  ])('says which name does not resolve: %s', async (_what, answer) => {
    const outcome = await fixture(answer).resolve();
    expect(outcome).toMatchObject({ kind: 'failed', failure: { failure: 'name-not-resolved' } });
    expect(JSON.stringify(outcome)).toContain('db-1');
  });

  it('does not ask again at once for a name that does not exist', async () => {
    const names = fixture(() => Promise.reject(new Error('ENOTFOUND')));
    await names.resolve();
    await names.resolve();
    expect(names.asked()).toBe(1);
    names.advance(10_000);
    await names.resolve();
    expect(names.asked()).toBe(2);
  });

  it.each(['192.0.2.9', '2001:db8::9', 'fe80::1%eth0'])('takes %s as it is', async (address) => {
    const { resolver, asked } = fixture(() => Promise.reject(new Error('not asked')));
    expect(
      await resolver.resolve(
        address,
        deadlineIn(10, () => 0),
      ),
    ).toEqual({
      kind: 'addresses',
      addresses: [address],
    });
    expect(asked()).toBe(0);
  });
});
