import { defineConfig } from 'vitest/config';

/** What a test waits for has as long as the test: a bound of its own would be a bound on how fast the machine is. */
const expect = { poll: { timeout: 600_000, interval: 20 } };

// One project a tier, so that a tier can be run alone. Labs of end-to-end files that run side by side have ports and
// addresses of their own (test/lab/free-port.ts).
export default defineConfig({
  test: {
    projects: [
      // Bounds are for what hangs; a machine that does much else is slow.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.unit.test.ts', 'test/architecture.test.ts'],
          testTimeout: 60_000,
          expect,
        },
      },
      {
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect,
        },
      },
      { test: { name: 'sim', include: ['test/**/*.sim.test.ts'], testTimeout: 600_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          expect,
        },
      },
    ],
  },
});
