import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { Attacker, DOCUMENTS, Neighbour } from './support/hostile.ts';

/** What no honest client sends, to the running emulator: nothing breaks, everything is answered, and others are served meanwhile. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** On a machine that does other work as well. What hangs takes for ever. */
const PATIENCE_MS = 3_000;

let folder: string;
let emulator: Emulator;
let attacker: Attacker;
let other: Attacker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  const project = join(folder, 'project');
  cpSync(join(ROOT, 'emulator/test/fixtures/notes'), project, { recursive: true });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/@cloudbase'), join(project, 'node_modules/@cloudbase'), 'junction');
  writeFileSync(join(folder, 'secret.txt'), 'TOP SECRET');
  writeFileSync(join(project, 'secret.txt'), 'TOP SECRET');
  emulator = await startEmulator({ data: join(folder, 'data'), args: ['--project', project] });
  attacker = await Attacker.of(emulator, 'o-attacker');
  other = await Attacker.of(emulator, 'o-other');
  expect(
    (
      await attacker.admin('database.insertDocument', {
        data: [{ _id: 'one', n: 1, text: 'a'.repeat(40) + '!', list: [1, 2, 3] }].map((row) => JSON.stringify(row)),
      })
    ).code,
  ).toBe('');
});

/** Still the process that was started, without a fault in its log. */
afterEach(async () => {
  expect(emulator.process.exitCode).toBeNull();
  expect(emulator.output()).not.toMatch(/unexpected fault|Error:|Warning/);
  expect(await emulator.get('/__emulator/health')).toMatchObject({ ready: true });
});

afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

const nested = (levels: number, open = '{"a":', middle = '1', close = '}'): string => open.repeat(levels) + middle + close.repeat(levels);
const quoted = (text: string): string => JSON.stringify(text);
const readOne = (): Promise<{ status: number; text: string; code: string }> => other.send('GET', `${DOCUMENTS('open')}/one`);

/** Refused with a code of the cloud, which is not "the server is at fault". */
function refused({ status, code, text }: { status: number; code: string; text: string }): void {
  expect(text).not.toContain('SYS_ERR');
  expect(text.length).toBeLessThan(5_000);
  expect(code, `${status} ${text.slice(0, 300)}`).toMatch(/^[A-Z_]+$/);
}

describe('values', () => {
  const WHERE: readonly (readonly [string, string])[] = [
    ['nesting without end', nested(50_000)],
    ['lists without end', `{"a":${nested(50_000, '[', '1', ']')}}`],
    ['conditions in conditions', nested(400, '{"$and":[', '{"a":1}', ']}')],
    ['not not not', `{"a":${nested(400, '{"$not":', '{"$gt":1}', '}')}}`],
    ['code', '{"$where":"while(true){}"}'],
    ['code as an expression', '{"$expr":{"$function":{"body":"function(){while(true){}}","args":[],"lang":"js"}}}'],
    ['__proto__', '{"__proto__":{"n":1}}'],
    ['__proto__ deeper', '{"a":{"__proto__":{"n":1}}}'],
    ['an operator of JavaScript', '{"n":{"$constructor":1}}'],
    ['an operator named like a method', '{"n":{"$toString":1}}'],
    ['a date that is none', '{"n":{"$date":"no"}}'],
    ['a date beyond time', '{"n":{"$date":1e300}}'],
    ['an id that is none', '{"n":{"$oid":"zz"}}'],
    ['a number that is none', '{"n":{"$numberDecimal":"1.2.3"}}'],
    ['a long that is none', '{"n":{"$numberLong":"99999999999999999999999999x"}}'],
    ['bytes that are none', '{"n":{"$binary":"x"}}'],
    ['a pattern that is none', '{"n":{"$regex":"("}}'],
    ['text for a list', '{"n":{"$in":"abc"}}'],
    ['no JSON', '{"a":'],
    ['a list', '[1]'],
    ['half a character', '{"a":{"$size":"\\ud800"}}'],
  ];

  it.each(WHERE)('in a query: %s', async (_what, query) => {
    refused(await attacker.admin('database.getDocument', `"query":${quoted(query)}`));
    refused(await attacker.web('database.queryDocument', { query }));
    refused(await attacker.send('GET', `${DOCUMENTS('open')}?query=${encodeURIComponent(query.slice(0, 3_000))}`));
    refused(await attacker.send('PATCH', DOCUMENTS('open'), `{"query":${quoted(query)},"data":"{\\"n\\":1}"}`));
  });

  it.each([
    ['nesting without end', nested(50_000)],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['operators inside', '{"a":{"$inc":1}}'],
    ['a broken date', '{"a":{"$date":"2020-99-99"}}'],
    ['no JSON', '{"a":NaN}'],
    ['an unknown type', '{"a":{"$maxKey":1}}'],
  ])('in a document: %s', async (_what, data) => {
    refused(await attacker.admin('database.insertDocument', `"data":[${quoted(data)}]`));
    refused(await attacker.web('database.addDocument', { data }));
    refused(
      await attacker.admin('database.modifyDocument', `"query":"{}","multi":true,"upsert":true,"merge":false,"data":${quoted(data)}`),
    );
  });

  it.each([
    ['a place far beyond a list', '{"$set":{"list.999999999":1}}'],
    ['a name of JavaScript', '{"$set":{"list.__proto__.x":1}}'],
    ['a path without names', '{"$set":{"a..b":1}}'],
    ['an unknown operator', '{"$eval":"1"}'],
    ['a sum with text', '{"$inc":{"n":"1"}}'],
  ])('in an update: %s', async (_what, data) => {
    refused(await attacker.admin('database.modifyDocument', `"query":"{}","multi":true,"data":${quoted(data)}`));
  });

  it.each([
    ['a list of a thousand million', [{ $project: { a: { $range: [0, 1_000_000_000] } } }]],
    ['an unknown stage', [{ $evil: 1 }]],
    ['reaching for the process', [{ $project: { a: '$constructor.constructor' } }]],
    ['writing elsewhere', [{ $out: 'notes' }]],
    ['a stage that is none', [7]],
    ['code', [{ $group: { _id: null, a: { $accumulator: { init: 'x' } } } }]],
    ['a pattern without end', [{ $project: { a: { $regexMatch: { input: '$text', regex: '^(a+)+$' } } } }]],
  ])('in an aggregation: %s', async (_what, stages) => {
    const rows = (stages as readonly unknown[]).map((stage) => ({
      stageKey: Object.keys(stage as object)[0] ?? '',
      stageValue: JSON.stringify(Object.values(stage as object)[0] ?? stage),
    }));
    refused(await attacker.admin('database.aggregateDocuments', { stages: rows }));
    refused(await attacker.web('database.aggregate', { stages: rows }));
  });

  it('names of JavaScript are plain fields, and change nothing else', async () => {
    const data = '{"_id":"names","constructor":{"prototype":{"admin":true}},"toString":"x","hasOwnProperty":1,"valueOf":null,"length":-1}';
    expect((await attacker.admin('database.insertDocument', `"data":[${quoted(data)}]`)).code).toBe('');
    for (const query of ['{"toString":"x"}', '{"constructor.prototype.admin":true}', '{"hasOwnProperty":{"$gt":0}}'])
      expect((await attacker.admin('database.getDocument', { query })).text).toContain('names');
    expect((await attacker.admin('database.getDocument', { query: '{"admin":true}' })).text).not.toContain('names');
    expect((await readOne()).text).not.toContain('admin');
  });

  it('numbers beyond measure are numbers', async () => {
    for (const limit of [-1, 1e308, 0.5, '9'.repeat(400)]) {
      const { text } = await attacker.admin('database.getDocument', { query: '{}', limit, offset: limit });
      expect(text).not.toContain('SYS_ERR');
    }
    const { code, text } = await attacker.admin('database.getDocument', { query: '{"n":{"$lt":1e308,"$gt":-1e400}}' });
    expect([code, text.includes('one')]).toEqual(['', true]);
  });

  it('a list of half a million values is answered', async () => {
    const list = JSON.stringify({ n: { $in: Array.from({ length: 500_000 }, (_none, n) => n) } });
    expect((await attacker.admin('database.getDocument', { query: list })).text).toContain('one');
  });
});

describe('patterns that backtrack without end', () => {
  const PATTERNS = [
    '^(a+)+$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '(.*)*b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^a*a*a*a*a*a*a*a*a*b$',
    '(a*)*\\1b',
    'a?'.repeat(30) + 'a'.repeat(45),
  ];

  it.each(PATTERNS)('%s is broken off, and others are answered', async (regexp) => {
    const neighbour = new Neighbour(readOne);
    const query = JSON.stringify({ text: { $regex: regexp } });
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => attacker.admin('database.getDocument', { query })),
      attacker.web('database.queryDocument', { query }),
      attacker.admin('database.modifyDocument', { query, data: '{"$set":{"x":1}}' }),
    ]);
    const { worstMs } = await neighbour.stop(1);
    for (const { code, text } of answers) expect(['DATABASE_TIMEOUT', ''], text).toContain(code);
    expect(answers.some(({ code }) => code === 'DATABASE_TIMEOUT')).toBe(true);
    expect(worstMs).toBeLessThan(PATIENCE_MS);
  });

  it('harmless ones are as they were', async () => {
    for (const regexp of ['^a+!$', 'a.*!', '^(a)+!$', '[a-z]*!'])
      expect((await attacker.admin('database.getDocument', { query: JSON.stringify({ text: { $regex: regexp } }) })).text).toContain('one');
  });
});

describe('bytes', () => {
  const post = (path: string, length: number | string, body: string): string =>
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

  it.each([
    ['no HTTP', 'hello\r\n\r\n', /400/],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /400/],
    ['a body that is too short', post('/web', 100, '{'), /^$|400/],
    ['a length that is none', post('/web', 'x', ''), /400/],
    ['two lengths', 'POST /web HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', /400/],
    ['pieces that are none', 'POST /web HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', /400/],
    ['a head of a megabyte', `GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`, /431|^$/],
    ['an address without end', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`, /431|404|^$/],
    ['another machine', 'GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n', /421/],
    ['a proxy', 'GET http://evil.example/ HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', /421|404/],
    ['a zero in the address', 'GET /app/%00 HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n', /404/],
    ['an address that is not well encoded', 'GET /app/%ff%zz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n', /40\d/],
    ['an upgrade to nothing', 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n', /404/],
  ])('%s', async (_what, request, answer) => {
    expect(await attacker.bytes(request)).toMatch(answer);
  });

  it('text that is no UTF-8 is read as well as it can be, or refused', async () => {
    for (const body of [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), Buffer.from([0xc0, 0x80]), Buffer.alloc(1000)]) {
      refused(await attacker.send('POST', '/web', body));
      refused(await attacker.send('POST', '/admin', body, attacker.key));
      refused(await attacker.send('POST', '/v1/functions/addNote', body));
    }
  });

  it('more than is taken is refused, and its sender told', async () => {
    const big = JSON.stringify({ text: 'x'.repeat(700_000) });
    expect((await attacker.send('POST', '/web', big)).code).toBe('EXCEED_MAX_PAYLOAD_SIZE');
    expect((await attacker.send('POST', '/admin', JSON.stringify({ text: 'x'.repeat(7_000_000) }), attacker.key)).code).toBe(
      'EXCEED_MAX_PAYLOAD_SIZE',
    );
    expect((await attacker.send('POST', '/v1/functions/addNote', big)).code).toBe('EXCEED_MAX_PAYLOAD_SIZE');
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no end', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="requestData"\r\n\r\nabc'],
    ['no head', 'multipart/form-data; boundary=b', '--b--b--b'],
    ['nothing', 'multipart/form-data; boundary=b', ''],
    [
      'a message that is cut off',
      'multipart/form-data; boundary=b',
      '--b\r\nname="requestData"\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\r\n--b--',
    ],
    [
      'a length beyond the message',
      'multipart/form-data; boundary=b',
      '--b\r\nname="requestData"\r\n\r\n\x0a\xff\xff\xff\xff\x0f\r\n--b--',
    ],
  ])('a form with %s', async (_what, type, body) => {
    refused(await attacker.send('POST', '/admin', Buffer.from(body, 'latin1'), { ...attacker.key, 'content-type': type }));
  });
});

describe('places', () => {
  const secret = (text: string): void => expect(text).not.toContain('TOP SECRET');

  it.each([
    '/app/../../secret.txt',
    '/app/%2e%2e/secret.txt',
    '/app/..%2fsecret.txt',
    '/app/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/app/..%5csecret.txt',
    '/app/....//secret.txt',
    '/app//secret.txt',
    '/app/assets/../../secret.txt',
    '/app/%252e%252e/secret.txt',
    '/../secret.txt',
    '//secret.txt',
    '/__storage/file/../../../secret.txt',
    '/__storage/file/..%2f..%2fsecret.txt',
    '/app/.env',
  ])('%s leads nowhere', async (path) => {
    secret(await attacker.bytes(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`));
  });

  it('a link in a site that leads out of it is not followed', async () => {
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'project/site/leak.txt'));
    secret((await attacker.send('GET', '/app/leak.txt')).text);
  });

  it.each(['../x', 'a/../../x', '/etc/passwd', 'a\\..\\..\\x', 'a//b', 'a/./b', '', 'a/'.repeat(600), 'x\u0000y', '\ud800'])(
    'no file is called %j',
    async (path) => {
      const answer = await attacker.admin('storage.getUploadMetadata', { path });
      if (path === 'a\\..\\..\\x' || path === 'x\u0000y') expect(answer.text).not.toContain('SYS_ERR');
      else refused(answer);
    },
  );
});
