// Loaded before each test file when scripts/seeds.mjs asks for another seed: every property starts from it, unless it names its own.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SHOP_SEED) });
