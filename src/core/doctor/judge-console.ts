// What the doctor says of the console's address: is it answered by a daemon of ours, free for one, or held by another
// program, beside which the daemon would run without its console.

import { problem, warning, well, type DoctorLine } from './doctor-line.ts';

export type ConsoleExamination =
  /** Nothing listens there. */
  | { readonly kind: 'free' }
  | { readonly kind: 'ours'; readonly health: 'live' | 'not-live' | 'not-told' }
  | { readonly kind: 'another'; readonly answer: string }
  /** This machine has no such address, or may not ask. */
  | { readonly kind: 'unreachable'; readonly detail: string };

/** @param address as `127.0.0.1:8420`. */
export function judgeConsole(address: string, found: ConsoleExamination): DoctorLine {
  const said = { area: 'console', subject: address } as const;
  const port = address.slice(address.lastIndexOf(':') + 1);
  switch (found.kind) {
    case 'free':
      return well({ ...said, found: 'free; `stagger run` serves the console there' });
    case 'ours':
      return found.health === 'not-live'
        ? warning({
            ...said,
            found: 'the daemon answers there and says that it is not well',
            fix: `see http://${address}/health/ready and the daemon’s log`,
          })
        : well({ ...said, found: 'the daemon answers there' });
    case 'another':
      return problem({
        ...said,
        found: `another program answers there (${found.answer}): the daemon would run without its console`,
        fix: `end it (\`ss -ltnp sport = :${port}\` names it), or name another address in http.listen of settings.yaml`,
      });
    case 'unreachable':
      return problem({
        ...said,
        found: `it cannot be asked: ${found.detail}`,
        fix: 'name an address of this machine in http.listen of settings.yaml',
      });
  }
}
