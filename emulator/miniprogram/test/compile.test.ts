import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileProgram } from '../compile/program.ts';
import { CompileFault, readProject } from '../compile/project.ts';
import { compileStyles } from '../compile/styles.ts';
import { rewriteWxs, WXS_GLOBALS } from '../compile/wxs.ts';
import { parseQuery, resolveRoute } from '../runtime/route.ts';
import { convertUnits, HOST_MARK, SCOPE_MARK } from '../units.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mp-compile-'));
  write({
    'app.json': '{"pages":["pages/a/index"]}',
    'app.js': 'App({})',
    'pages/a/index.js': 'Page({})',
    'pages/a/index.json': '{}',
    'pages/a/index.wxml': '<view/>',
  });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

async function problems(work: () => Promise<unknown>): Promise<readonly string[]> {
  const failure: unknown = await work().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CompileFault);
  return failure instanceof CompileFault ? failure.problems : [];
}

async function styleOf(wxss: string): Promise<string> {
  write({ 'pages/a/index.wxss': wxss });
  return (await compileStyles(await readProject(root))).get('pages/a/index') ?? '';
}

describe('lengths', () => {
  it('turns rpx, vw and vh into lengths of the phone', () => {
    expect(convertUnits('0 -24rpx 100vh .5vw')).toBe('0 calc(-24 * var(--mp-rpx)) calc(100 * var(--mp-vh)) calc(.5 * var(--mp-vw))');
  });

  it('leaves what only looks like one: names and the text of a data URI', () => {
    const face = 'url("data:font/woff2;base64,d09/4vh+3vw8rpx") format("woff2")';
    expect(convertUnits(face)).toBe(face);
    expect(convertUnits('var(--w-10rpx)')).toBe('var(--w-10rpx)');
  });
});

describe('styles', () => {
  it('gives every class the scope of its component and every tag its own name', async () => {
    expect(await styleOf('page{color:red}.a .b:after,view.c>text{top:2rpx}:host{left:0}')).toBe(
      `wx-page{color:red}.${SCOPE_MARK}a .${SCOPE_MARK}b:after,wx-view.${SCOPE_MARK}c>wx-text{top:calc(2 * var(--mp-rpx))}[wx-host=${HOST_MARK}]{left:0}`,
    );
  });

  it('takes imports in and leaves the steps of an animation alone', async () => {
    write({ 'styles/base.wxss': '.base{color:blue}' });
    const text = await styleOf('@import "../../styles/base.wxss";@keyframes k{from{top:0}50%{top:1px}}');
    expect(text).toContain(`.${SCOPE_MARK}base{color:blue}`);
    expect(text).toContain('from{top:0}50%{top:1px}');
  });

  it('refuses pictures by address, as WeChat does', async () => {
    write({ 'pages/a/index.wxss': '.a{background:url("/images/a.png")}' });
    expect((await problems(async () => compileStyles(await readProject(root))))[0]).toContain('pages/a/index.wxss:1');
  });
});

describe('wxs', () => {
  const run = (source: string): Record<string, unknown> => {
    const module = { exports: {} as Record<string, unknown> };
    new Function('module', 'require', `${WXS_GLOBALS}${rewriteWxs(source, 'a.wxs')}`)(module, (name: string) => name);
    return module.exports;
  };

  it('answers `constructor` with the name of the type', () => {
    const source =
      'module.exports = { a: [].constructor, o: {}.constructor, s: "x".constructor, n: (1).constructor, d: getDate(0).constructor };';
    expect(run(source)).toEqual({ a: 'Array', o: 'Object', s: 'String', n: 'Number', d: 'Date' });
  });

  it('reads regular expressions raw and modules without their suffix', () => {
    const source = "module.exports = { r: getRegExp('^-?\\d+$').test('12'), m: require('../b.wxs') };";
    expect(run(source)).toEqual({ r: true, m: '../b' });
  });
});

describe('a program', () => {
  it('names templates and their lines', async () => {
    write({ 'pages/a/index.wxml': '<view>\n  {{ a + }}\n</view>' });
    expect((await problems(() => compileProgram(root)))[0]).toMatch(/^pages\/a\/index\.wxml:2:\d+ /);
  });

  it('names components nobody can find', async () => {
    write({ 'pages/a/index.json': '{"usingComponents":{"x-a":"/components/a/index"}}' });
    expect(await problems(() => compileProgram(root))).toEqual([
      'pages/a/index.json: component "x-a": "/components/a/index" was not found',
    ]);
  });

  it('finds components relative, absolute and in the npm folder', async () => {
    write({ 'pages/a/index.json': '{"usingComponents":{"x-a":"../../components/a","x-b":"@lib/ui/b/index"}}' });
    for (const path of ['components/a/index', 'miniprogram_npm/@lib/ui/b/index']) {
      write({ [`${path}.js`]: 'Component({})', [`${path}.json`]: '{"component":true}', [`${path}.wxml`]: '' });
    }
    const { units } = await readProject(root);
    expect(units[0]?.using).toEqual({ 'x-a': 'components/a/index', 'x-b': 'miniprogram_npm/@lib/ui/b/index' });
  });
});

describe('addresses', () => {
  const pages = ['pages/a/index', 'pages/b/index'];

  it('resolves relative and absolute ones and hands their query on as it is written', () => {
    expect(resolveRoute('../b/index?name=%E6%A2%A8&x', 'pages/a/index', pages)).toEqual({
      path: 'pages/b/index',
      query: { name: '%E6%A2%A8', x: '' },
      url: '/pages/b/index?name=%E6%A2%A8&x',
    });
    expect(resolveRoute('/pages/a/index', 'pages/b/index', pages).path).toBe('pages/a/index');
  });

  it('refuses what is no page, in WeChat’s words', () => {
    expect(() => resolveRoute('/pages/c/index', '', pages)).toThrow('page "pages/c/index" is not found');
  });

  it('reads a value as a phone does: up to a second equals sign', () => {
    expect(parseQuery('a=100%&b=3==x')).toEqual({ a: '100%', b: '3' });
  });
});
