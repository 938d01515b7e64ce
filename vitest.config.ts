import { defineConfig } from 'vitest/config';

/** Asked for by scripts/coverage.mjs and scripts/seeds.mjs. */
const setupFiles = [
  ...(process.env['SHOP_COVERAGE'] === undefined ? [] : ['scripts/coverage/setup.mjs']),
  ...(process.env['SHOP_SEED'] === undefined ? [] : ['scripts/seeds/setup.mjs']),
];

/** `unit` needs nothing built; `system` runs against the built emulator, functions and ends (`npm test` builds them first). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['{shared,cloudfunctions,emulator,miniprogram-mall,miniprogram-manage,web-admin,scripts}/**/*.test.{ts,mjs}'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          setupFiles,
          include: ['e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has an emulator of its own; more than two would only wait for each other's processors.
          maxWorkers: 2,
        },
      },
    ],
  },
});
