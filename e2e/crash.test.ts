import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runSdkCrashes } from '../emulator/test/crash/run.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** `node scripts/emulator-nightly.mjs --crashes 300` does many more. */
const CRASHES = 4;

it('killed under writing SDKs the emulator loses nothing that it acknowledged, and keeps nothing by halves', async () => {
  const data = mkdtempSync(join(tmpdir(), 'crash-'));
  const acknowledged = await runSdkCrashes({
    seed: 5,
    crashes: CRASHES,
    main: join(ROOT, 'emulator/dist/main.js'),
    project: join(ROOT, 'emulator/test/fixtures/notes'),
    data,
  });
  rmSync(data, { recursive: true, force: true });
  expect(acknowledged).toBeGreaterThan(CRASHES);
});
