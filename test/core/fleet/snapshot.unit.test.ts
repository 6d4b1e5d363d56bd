// Silence makes a host unreachable, and only silence: whoever answers and is not right is unknown, and neither is up.
import { describe, expect, it } from 'vitest';
import type { HostId } from '../../../src/core/fleet/ids.ts';
import type { ProbeFailure } from '../../../src/core/fleet/observation.ts';
import { observe, unobserved } from '../../../src/core/fleet/snapshot.ts';
import { probeFailures } from '../../../src/core/operation/label-sets.ts';

const web = 'web-1' as HostId;
const silent: readonly ProbeFailure[] = [
  'no-route',
  'connection-refused',
  'connect-timeout',
  // sshd is stopped and its kernel goes on taking connections: it serves nobody.
  'handshake-timeout',
  'connection-lost',
];

function after(misses: readonly ProbeFailure[]) {
  return misses.reduce(
    (view, failure, index) =>
      observe(
        view,
        { kind: 'missed', hostId: web, at: index + 1, failure, detail: 'as it was' },
        { missesUntilUnreachable: 3 },
      ),
    unobserved(web),
  );
}

describe('three misses in a row', () => {
  it.each(probeFailures.map((failure) => [failure, silent.includes(failure) ? 'unreachable' : 'unknown']))(
    'of %s: %s, and what it was is kept',
    (failure, status) => {
      const kind = failure;
      expect(after([kind, kind])).toMatchObject({ status: 'unknown', misses: 2 });
      expect(after([kind, kind, kind])).toMatchObject({
        status,
        lastProblem: { failure, detail: 'as it was' },
      });
    },
  );

  it('are judged by the last: a wrong host key after silence is somebody who answers', () => {
    expect(after(['connect-timeout', 'connect-timeout', 'host-key-changed']).status).toBe('unknown');
    expect(after(['exec-timeout', 'handshake-timeout', 'handshake-timeout']).status).toBe('unreachable');
  });
});
