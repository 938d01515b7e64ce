import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildMiniprogram } from '../build.mjs';
import { BuildRefusal, listFiles } from '../files.mjs';

const sample = fileURLToPath(new URL('./fixtures/sample', import.meta.url));

describe('building a mini-program', () => {
  let root;
  const build = () => buildMiniprogram('sample', { root, appid: 'wx0000000000000001', title: '样例' });
  const refusal = async () => {
    const failure = await build().catch((error) => error);
    expect(failure).toBeInstanceOf(BuildRefusal);
    return failure.message;
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mp-build-'));
    cpSync(sample, root, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('makes what the tool opens: CommonJS scripts, the used part of the library, a project file', async () => {
    const built = await build();
    const files = listFiles(join(root, 'dist'));
    expect(built.pages).toBe(3);
    expect(files).toContain('miniprogram_npm/@vant/weapp/overlay/index.js');
    expect(files.filter((file) => file.includes('/calendar/') || file.endsWith('.ts'))).toEqual([]);
    expect(JSON.parse(readFileSync(join(root, 'dist/project.config.json'), 'utf8')).appid).toBe('wx0000000000000001');
    expect(readFileSync(join(root, 'dist/pages/index/index.js'), 'utf8')).not.toMatch(/^import /m);
    const icons = readFileSync(join(root, 'dist/miniprogram_npm/@vant/weapp/icon/index.wxss'), 'utf8');
    expect(icons).toContain('data:font/woff2');
    expect(icons).not.toMatch(/https?:/);
  });

  it('keeps a module that two pages use one module', async () => {
    writeFileSync(join(root, 'pages/three/index.ts'), "import { double } from '../../util.ts';\nPage({ data: { four: double(2) } });");
    await build();
    const common = listFiles(join(root, 'dist')).filter((file) => file.startsWith('common/'));
    expect(common).toHaveLength(1);
    expect(readFileSync(join(root, 'dist/pages/three/index.js'), 'utf8')).toContain(`require("../../${common[0]}")`);
  });

  it('takes away files of an earlier build', async () => {
    await build();
    const app = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8'));
    writeFileSync(join(root, 'app.json'), JSON.stringify({ ...app, pages: app.pages.filter((page) => page !== 'pages/two/index') }));
    rmSync(join(root, 'pages/two'), { recursive: true });
    await build();
    expect(listFiles(join(root, 'dist')).some((file) => file.startsWith('pages/two/'))).toBe(false);
  });

  it('names every problem of the files at once', async () => {
    writeFileSync(join(root, 'pages/three/index.wxml'), '<view>\n<van-tabs /></view>\n<text>{{ a + }}</text>');
    writeFileSync(join(root, 'pages/two/index.wxss'), '.a { background: url(/images/a.png); }');
    const message = await refusal();
    expect(message).toContain('pages/three/index.wxml:2 <van-tabs>');
    expect(message).toMatch(/pages\/three\/index\.wxml:3:\d+ unexpected character/);
    expect(message).toContain('pages/two/index.wxss: url(/images/a.png)');
  });

  it('refuses a page that is missing, one that nobody lists, and a component that is not there', async () => {
    const app = JSON.parse(readFileSync(join(root, 'app.json'), 'utf8'));
    writeFileSync(
      join(root, 'app.json'),
      JSON.stringify({ ...app, pages: ['pages/index/index', 'pages/three/index', 'pages/gone/index'] }),
    );
    writeFileSync(join(root, 'pages/three/index.json'), '{"usingComponents":{"no-such":"/components/no-such/index"}}');
    const message = await refusal();
    expect(message).toContain('page pages/gone/index has no index.ts, index.wxml, index.json');
    expect(message).toContain('pages/two/index.wxml: the page is not in app.json');
    expect(message).toContain('component components/no-such/index has no');
  });

  it('refuses a component the library does not have', async () => {
    writeFileSync(join(root, 'pages/three/index.json'), '{"usingComponents":{"van-sku":"@vant/weapp/sku/index"}}');
    expect(await refusal()).toContain('@vant/weapp/sku/index.js does not exist');
  });

  it('refuses to ship the schema library of the contracts', async () => {
    writeFileSync(
      join(root, 'pages/three/index.ts'),
      `import { z } from '${fileURLToPath(import.meta.resolve('zod'))}';\nPage({ data: { a: z.string() } });`,
    );
    expect(await refusal()).toMatch(/zod would be shipped: .*pages\/three\/index\.ts/);
  });
});
