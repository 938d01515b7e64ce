// Loaded before each test file when coverage is measured (scripts/coverage.mjs).
import { createRequire } from 'node:module';
import { afterAll } from 'vitest';

const { watchHere } = createRequire(import.meta.url)('./recorder.cjs');
const write = watchHere(
  process.env.SHOP_COVERAGE,
  (url) => /\/(shared|cloudfunctions)\/.*\.ts$/.test(url) && !/\/node_modules\/|\.test\.ts$/.test(url),
);
afterAll(write);
