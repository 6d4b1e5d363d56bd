// Who answers at the console's address: asked as a monitor would ask, without the token, because another program may
// listen there.

import type { DurationMs } from '../../core/brand.ts';
import type { ConsoleExamination } from '../../core/doctor/judge-console.ts';

/** Never rejects. */
export async function examineConsole(
  { address, port }: { readonly address: string; readonly port: number },
  withinMs: DurationMs,
): Promise<ConsoleExamination> {
  const near = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  const host = near.includes(':') ? `[${near}]` : near;
  try {
    const response = await fetch(`http://${host}:${port}/health/live`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMs),
    });
    const isOurs = response.headers.get('www-authenticate')?.includes('realm="Stagger"') === true;
    if (response.status === 401 && isOurs) return { kind: 'ours', health: 'not-told' };
    const said = (await response.text()).slice(0, 100).trim();
    if (said === 'live' || said === 'not live')
      return { kind: 'ours', health: said === 'live' ? 'live' : 'not-live' };
    return { kind: 'another', answer: `HTTP ${response.status}` };
  } catch (error) {
    return whyNot(error);
  }
}

function whyNot(error: unknown): ConsoleExamination {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return { kind: 'free' };
  if (/^(EADDRNOTAVAIL|EHOSTUNREACH|ENETUNREACH|EINVAL|EACCES)$/.test(code))
    return { kind: 'unreachable', detail: code };
  return { kind: 'another', answer: code === '' ? 'no HTTP' : `no HTTP, ${code}` };
}
