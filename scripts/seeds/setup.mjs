// Loaded before each test file when scripts/seeds.mjs asks for another seed: every property starts from it, unless it names its own.
import fc from 'fast-check';

const runs = Number(process.env.SHOP_RUNS ?? 0);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SHOP_SEED), ...(runs > 0 ? { numRuns: runs } : {}) });
