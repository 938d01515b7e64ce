import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { Attacker } from './support/hostile.ts';

/** A disk that takes no more, as a limit on the size of files makes it, and a data folder that nobody can write. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** KB; an empty store takes a part of it. */
const LARGEST_FILE = 2048;

let folder: string;
let project: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'));
  project = join(folder, 'project');
  cpSync(join(ROOT, 'emulator/test/fixtures/notes'), project, { recursive: true });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/@cloudbase'), join(project, 'node_modules/@cloudbase'), 'junction');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const insert = async (emulator: Emulator, attacker: Attacker, id: number): Promise<string> => {
  const data = [JSON.stringify({ _id: `n-${String(id)}`, text: 'x'.repeat(20_000) })];
  return (await attacker.admin('database.insertDocument', { data })).code || (emulator.process.exitCode === null ? '' : 'ENDED');
};

it.skipIf(process.platform === 'win32')('ends it with a word that says why, and loses nothing that was acknowledged', async () => {
  const data = join(folder, 'data');
  const started = await startEmulator({
    data,
    args: ['--project', project],
    launch: (command, args, options) =>
      spawn('/bin/sh', ['-c', `ulimit -f ${String(LARGEST_FILE * 2)}; exec "$0" "$@"`, command, ...args], options),
  });
  const gone = new Promise<number | null>((resolve) => started.process.once('exit', resolve));
  const attacker = await Attacker.of(started, 'o-attacker');
  const acknowledged: number[] = [];
  let refused = '';
  for (let id = 0; refused === '' && id < 400; id += 1) {
    refused = await insert(started, attacker, id).catch(() => 'ENDED');
    if (refused === '') acknowledged.push(id);
  }
  expect(refused).not.toBe('');
  expect(acknowledged.length).toBeGreaterThan(10);
  expect(await gone).toBe(1);
  expect(started.output()).toMatch(/could not be written.*\n.*Make room in .*everything that was acknowledged is there/);

  const again = await startEmulator({ data, args: ['--project', project] });
  const reader = await Attacker.of(again, 'o-attacker');
  for (const id of acknowledged) {
    const { text } = await reader.admin('database.getDocument', {
      query: JSON.stringify({ _id: `n-${String(id)}` }),
      projection: '{"_id":1}',
    });
    expect(text).toContain(`n-${String(id)}`);
  }
  expect(await insert(again, reader, 1000)).toBe('');
  await again.stop({ keepData: true });
});

it('a data folder that cannot be written is named, without a stack', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const start = startEmulator({ data: join(file, 'data'), args: ['--project', project] });
  await expect(start).rejects.toThrow(/the data folder .*a-file.data cannot be written \(.*\): choose another with --data/);
  await expect(start).rejects.not.toThrow(/ at /);
});
