#!/usr/bin/env node
// Plain JavaScript that the oldest Node can parse: it checks the version before anything modern is loaded.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `stagger: found Node ${process.versions.node}, expected 22.18 or newer (tests run on 24).\n` +
      'Inside a checkout, run it as `npm run -s stagger -- ...`: npm then uses the Node that `npm ci` installed.',
  );
  process.exit(78);
}
await import('../src/main.ts');
