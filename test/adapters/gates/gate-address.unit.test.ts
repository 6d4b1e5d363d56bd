// A gate asks a server of the fleet and nothing else, whatever the name service says.
import { describe, expect, it } from 'vitest';
import { gateAddress } from '../../../src/adapters/gates/gate-address.ts';

const leadsTo = (address: string) => gateAddress('db.example', () => Promise.resolve([address]));
const literal = (address: string) =>
  gateAddress(address, () => Promise.reject(new Error('a literal is not looked up')));

describe('the address of a gate', () => {
  it('is resolved once, and is the first', async () => {
    const asked = await gateAddress('db.example', () => Promise.resolve(['192.0.2.7', '192.0.2.8']));
    expect(asked).toEqual({ kind: 'address', address: '192.0.2.7' });
    expect(await literal('2001:db8::7')).toEqual({ kind: 'address', address: '2001:db8::7' });
  });

  it.each(['127.0.0.1', '127.77.1.1', '::1', '::ffff:127.0.0.1'])(
    'is not this machine (%s) by the word of a name service',
    async (address) => {
      expect(await leadsTo(address)).toMatchObject({ kind: 'refused' });
    },
  );

  it('may be this machine where the inventory itself says so', async () => {
    expect(await literal('127.0.0.1')).toEqual({ kind: 'address', address: '127.0.0.1' });
  });

  it.each([
    '169.254.169.254',
    '169.254.1.1',
    'fd00:ec2::254',
    'fe80::1',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    'ff02::1',
    '::ffff:169.254.169.254',
  ])('is never a metadata service or no server at all (%s)', async (address) => {
    expect(await leadsTo(address)).toMatchObject({ kind: 'refused' });
    expect(await literal(address)).toMatchObject({ kind: 'refused' });
  });

  it('is refused for a name without one', async () => {
    const none = await gateAddress('gone.example', () => Promise.reject(new Error('ENOTFOUND')));
    expect(none).toEqual({
      kind: 'refused',
      detail: expect.stringMatching(
        /^the name gone\.example has no address; .*set the host's address in the inventory$/,
      ),
    });
  });
});
