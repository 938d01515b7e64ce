import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './support/emulator.ts';

/** The emulator with a project that is not this one: `emulator/test/fixtures/notes`. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIXTURE = join(ROOT, 'emulator/test/fixtures/notes');

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'any-project-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function linkPackage(modules: string, name: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), join(modules, name), 'junction');
}

/** A copy of the project in a folder of its own, with the SDK that its functions ask for. */
function projectIn(folder: string): string {
  cpSync(FIXTURE, folder, { recursive: true });
  linkPackage(join(folder, 'node_modules'), '@cloudbase/node-sdk');
  return folder;
}

async function tryNotes(emulator: Emulator): Promise<void> {
  expect(await emulator.get('/__emulator/health')).toMatchObject({
    ready: true,
    envId: 'notes-1a2b3c',
    functions: ['addNote', 'stats'],
    collections: ['notes', 'open'],
  });
  const { access_token: token } = await emulator.post<{ access_token: string }>('/__emulator/session', { openid: 'o-1', appid: 'wx1' });
  const authorization = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'world' });
  const answer = await fetch(`${emulator.origin}/v1/functions/addNote`, { method: 'POST', headers: authorization, body });
  const { id } = (await answer.json()) as { id: string };
  const query = encodeURIComponent(JSON.stringify({ _openid: { $eq: 'o-1' } }));
  const read = await fetch(
    `${emulator.origin}/v1/database/instances/(default)/databases/(default)/collections/notes/documents?query=${query}`,
    {
      headers: authorization,
    },
  );
  expect(await read.text()).toContain('hello world');
  expect(id).toMatch(/^\w{16,}$/);
  expect(await emulator.get('/stats')).toEqual({ total: 1, method: 'GET' });
  const page = await fetch(`${emulator.origin}/app/some/where`);
  expect(await page.text()).toContain('<h1>Notes</h1>');
  expect(await (await fetch(`${emulator.origin}/app/assets/app.js`)).text()).toContain('Notes, ready');
  expect((await fetch(emulator.origin)).status).toBe(200);
}

it('runs another project by --project, keeps its data in it, and finds it again', async () => {
  const project = projectIn(join(home, 'named'));
  const data = join(project, '.emulator');
  const first = await startEmulator({ data, args: ['--project', project] });
  await tryNotes(first);
  await first.stop({ keepData: true });
  const second = await startEmulator({ data, args: ['--project', project] });
  expect(await second.get('/stats')).toMatchObject({ total: 1 });
  await second.stop();
});

it('packs, and runs from the package alone in a folder with nothing else', async () => {
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home], {
    cwd: join(ROOT, 'emulator'),
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const archive = packed.stdout.trim().split('\n').at(-1) ?? '';
  expect(packed.status, packed.stderr).toBe(0);
  const modules = join(home, 'alone/node_modules');
  const place = join(modules, '@shop/emulator');
  mkdirSync(place, { recursive: true });
  expect(spawnSync('tar', ['-xzf', join(home, archive), '-C', place, '--strip-components=1']).status).toBe(0);
  expect(readdirSync(place).sort()).toEqual(['README.md', 'dist', 'package.json']);
  const { bin, dependencies } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    dependencies: Record<string, string>;
  };
  // As an installation does: what the package names, and nothing else of this repository.
  for (const name of Object.keys(dependencies)) linkPackage(modules, name);
  mkdirSync(join(modules, '.bin'));
  const command = join(modules, '.bin/cloudbase-emulator');
  symlinkSync(join(place, bin['cloudbase-emulator'] ?? ''), command, 'file');
  const project = projectIn(join(home, 'alone/project'));
  const emulator = await startEmulator({ data: join(project, '.emulator'), main: command, cwd: project });
  await tryNotes(emulator);
  await emulator.stop();

  const empty = join(home, 'empty');
  mkdirSync(empty);
  const refused = spawnSync(process.execPath, [command, '--port', '0'], { cwd: empty, encoding: 'utf8' });
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('Start in the folder of a CloudBase project');
  expect(readdirSync(empty)).toEqual([]);
});

it('runs a project that says nothing of an emulator, and says what is missing', async () => {
  const project = projectIn(join(home, 'plain'));
  const {
    emulator: _left,
    functionDefaultConfig: _env,
    ...plain
  } = JSON.parse(readFileSync(join(FIXTURE, 'cloudbaserc.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(
    join(project, 'cloudbaserc.json'),
    JSON.stringify({ ...plain, functions: [{ name: 'stats', path: '/stats' }, { name: 'later' }] }),
  );
  const emulator = await startEmulator({ data: join(home, 'plain-data'), args: ['--project', project] });
  expect(emulator.output()).toContain('note: cloudbaserc.json has no key "emulator": environment notes-1a2b3c');
  expect(emulator.output()).toContain('note: not built yet: later');
  expect(await emulator.get('/__emulator/health')).toMatchObject({ ready: true, envId: 'notes-1a2b3c', collections: [] });
  // The function runs; its collection is not there, and it is told so.
  const answer = await fetch(`${emulator.origin}/stats`);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(emulator.output()).toMatch(/notes/);
  await emulator.stop();
});
