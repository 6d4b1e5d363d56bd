#!/usr/bin/env node
// Plain JavaScript that the oldest Node can parse: it checks the version before anything modern is loaded.
import module from 'node:module';
import { userInfo } from 'node:os';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `stagger: found Node ${process.versions.node}, expected 22.18 or newer (tests run on 24).\n` +
      'Inside a checkout, run it as `npm run -s stagger -- ...`: npm then uses the Node that `npm ci` installed.',
  );
  process.exit(78);
}
// Compiled code is kept for the next start, which completion at each TAB waits for. In the home that the account has, not
// in what the environment names (sudo can carry that over) or in a shared directory: whoever writes there runs code here.
// Where it cannot be kept, Node goes on without.
if (process.env.NODE_COMPILE_CACHE === undefined) {
  try {
    module.enableCompileCache(`${userInfo().homedir}/.cache/stagger/node`);
  } catch {
    // An account without an entry in passwd has no home.
  }
}
await import('../src/main.ts');
