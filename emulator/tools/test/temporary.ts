import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openWorld, type World } from './world.ts';

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tools-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A world in a folder of its own, both gone when the test ends. */
export async function temporaryWorld(): Promise<World> {
  const world = await openWorld(join(temporaryFolder(), 'data'));
  onTestFinished(() => world.close());
  return world;
}
