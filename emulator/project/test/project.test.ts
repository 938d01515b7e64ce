import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCollections } from '../collections.ts';
import { readProject } from '../config.ts';
import { notesOn } from '../defaults.ts';
import { customLoginKey } from '../login-key.ts';
import { emulatorEnvironment, functionEnvironment } from '../template.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'project-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(content: unknown): string {
  writeFileSync(join(folder, 'cloudbaserc.json'), JSON.stringify(content));
  return folder;
}

describe('cloudbaserc.json', () => {
  it('is read with its defaults', () => {
    const project = readProject(
      write({
        functionRoot: 'fn',
        functionDefaultConfig: { timeout: 20, envVariables: { STAGE: '{{env.STAGE}}' } },
        functions: [
          { name: 'a', envVariables: { OWN: '1' } },
          { name: 'b', timeout: 60, path: '/b/', triggers: [{ name: 't', type: 'timer', config: '0 * * * * * *' }] },
        ],
        emulator: { envId: 'env-1' },
      }),
    );
    expect(project.functions[0]).toMatchObject({
      directory: join(folder, 'fn/a'),
      timeoutSeconds: 20,
      memoryMb: 256,
      path: null,
      env: { STAGE: '{{env.STAGE}}', OWN: '1' },
    });
    expect(project.functions[1]).toMatchObject({ timeoutSeconds: 60, path: '/b', triggers: [{ name: 't', config: '0 * * * * * *' }] });
  });

  it.each([
    ['a name that is no environment’s', { emulator: { envId: 'My Shop' } }, 'emulator.envId'],
    ['a time limit that the cloud refuses', { functions: [{ name: 'a', timeout: 61 }], emulator: { envId: 'e' } }, 'functions[0].timeout'],
    ['a kind of function that is not carried out', { functions: [{ name: 'a', type: 'HTTP' }], emulator: { envId: 'e' } }, 'type HTTP'],
    ['a function twice', { functions: [{ name: 'a' }, { name: 'a' }], emulator: { envId: 'e' } }, 'declared twice'],
    ['a set-up by an unknown function', { emulator: { envId: 'e', setup: [{ function: 'x' }] } }, 'no function "x"'],
    [
      'a rule of files that is not CUSTOM',
      { emulator: { envId: 'e', storage: { permission: 'PRIVATE', rule: { read: true } } } },
      'CUSTOM',
    ],
    [
      'a right to files that there is not',
      { emulator: { envId: 'e', storage: { permission: 'CUSTOM', rule: { delete: true } } } },
      'rule.delete',
    ],
    ['a permission that there is not', { emulator: { envId: 'e', storage: { permission: 'PUBLIC' } } }, 'permission must be one of'],
    ['a user without a password', { emulator: { envId: 'e', users: [{ username: 'keeper' }] } }, 'emulator.users[0].password'],
    ['a user name of digits', { emulator: { envId: 'e', users: [{ username: '123', password: 'p' }] } }, 'not a number'],
    ['an openid of digits', { emulator: { envId: 'e', identities: [{ openid: '123', name: 'n', app: 'a' }] } }, 'digits only'],
  ])('is refused with %s', (_what, content, message) => {
    expect(() => readProject(write(content))).toThrow(message);
  });

  it('without a key "emulator" goes by the defaults, and says what is left out', () => {
    const plain = readProject(write({ envId: 'prod-1a2b', functions: [{ name: 'a' }] }));
    expect(plain).toMatchObject({ envId: 'prod-1a2b', title: 'prod-1a2b', databaseFile: null, hosting: [], setup: [] });
    expect(notesOn(plain)).toEqual([expect.stringContaining('no key "emulator"'), expect.stringMatching(/not built yet: a .*functions/)]);
    expect(readProject(write({ envId: '{{env.ENV_ID}}' })).envId).toBe('local');
    mkdirSync(join(folder, 'functions/a'), { recursive: true });
    writeFileSync(join(folder, 'functions/a/index.js'), '');
    const emulator = { database: 'database.json', hosting: [{ path: '/', dir: 'site' }] };
    expect(notesOn(readProject(write({ functions: [{ name: 'a' }], emulator })))).toEqual([
      expect.stringContaining('the site / is not there'),
    ]);
  });

  it('that is missing or broken is named', () => {
    expect(() => readProject(join(folder, 'nowhere'))).toThrow('missing');
    writeFileSync(join(folder, 'cloudbaserc.json'), '{');
    expect(() => readProject(folder)).toThrow('no JSON');
    expect(() => readCollections(join(folder, 'database.json'))).toThrow('build it first');
  });
});

describe('templates', () => {
  const env = emulatorEnvironment(
    { URL: '{{emulator.origin}}/pay', KEY: '{{ emulator.customLoginKey }}' },
    { origin: 'http://127.0.0.1:1', customLoginKey: 'abc' },
  );

  it('are filled in from the project alone', () => {
    process.env['FROM_OUTSIDE'] = 'x';
    expect(functionEnvironment('f', { A: '{{env.URL}}?{{env.KEY}}', B: 'plain' }, env)).toEqual({
      A: 'http://127.0.0.1:1/pay?abc',
      B: 'plain',
    });
    expect(() => functionEnvironment('f', { A: '{{env.FROM_OUTSIDE}}' }, env)).toThrow('{{env.FROM_OUTSIDE}}');
  });

  it('may not make the variables larger than the cloud takes', () => {
    expect(() => functionEnvironment('f', { A: 'x'.repeat(4097) }, env)).toThrow('4096');
  });
});

it('the login key of a data folder stays the same and fits into a function’s variables', () => {
  mkdirSync(join(folder, 'data'));
  const file = join(folder, 'data/key.json');
  const key = customLoginKey(file, 'env-1');
  expect(customLoginKey(file, 'env-1')).toEqual(key);
  const credentials = JSON.parse(Buffer.from(key.credentials, 'base64').toString('utf8')) as Record<string, string>;
  expect(credentials).toMatchObject({ private_key_id: key.privateKeyId, env_id: 'env-1' });
  expect(credentials['private_key']).toContain('PRIVATE KEY');
  expect(key.credentials.length).toBeLessThan(3000);
});
