import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWorker } from '../../functions/test/harness.ts';
import { startEmulator, type Emulator } from '../../server/emulator.ts';
import { createStudio } from '../index.ts';

const CHROMIUM = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

let folder: string;
let emulator: Emulator;
let browser: Browser;
let page: Page;

async function post(route: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${emulator.origin}/__emulator/data/${route}`, {
    method: 'POST',
    headers: { 'content-type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Record<string, unknown>;
}
const inOrders = (id: string): Promise<unknown> => post('document', { collection: 'orders', id }).then(({ document }) => document);
const rows = (): Locator => page.getByTestId('data-table').locator('tbody tr');
const row = (id: string): Locator => page.locator(`[data-testid=data-table] tr[data-id='"${id}"']`);
const explain = (): Locator => page.getByTestId('data-explain');
async function query(filter: string): Promise<void> {
  await page.getByTestId('data-filter').fill(filter);
  await page.keyboard.press('Enter');
}

describe.skipIf(CHROMIUM === undefined)('the data browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'data-page-'));
    const workerFile = await buildWorker(folder);
    const indexes = [{ name: 'status', keys: [{ field: 'status', direction: 1 }] }];
    writeFileSync(join(folder, 'database.json'), JSON.stringify({ collections: [{ name: 'orders', permission: 'ADMINONLY', indexes }] }));
    writeFileSync(join(folder, 'cloudbaserc.json'), JSON.stringify({ emulator: { envId: 'env-data', database: 'database.json' } }));
    emulator = await startEmulator({
      port: 0,
      data: join(folder, 'data'),
      project: folder,
      reset: false,
      demo: true,
      help: false,
      workerFile,
      loadStudio: () => Promise.resolve(createStudio()),
      loadMiniprogramHost: async () => (await import('../../miniprogram/server.ts')).createMiniprogramHost,
      say: () => undefined,
      complain: () => undefined,
    });
    const documents = Array.from({ length: 60 }, (_, n) => ({
      _id: `o${n}`,
      status: n % 3 === 0 ? 'paid' : 'new',
      total: n * 100,
      at: { $date: `2026-01-01T00:00:${String(n).padStart(2, '0')}.000Z` },
    }));
    const lines = [
      { format: 'cloudbase-dataset', version: 1, collections: 2 },
      { collection: 'goods', documents: 0, indexes: [] },
      { collection: 'orders', documents: documents.length, indexes: [] },
      ...documents,
      { end: true, documents: documents.length },
    ];
    await post('import', lines.map((line) => JSON.stringify(line)).join('\n'));
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${emulator.origin}/#/data`);
    await row('o0').waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await emulator?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows rows by pages, in a chosen order, and how a query was served', async () => {
    await page.getByText('第 1–50 份，共 60 份').waitFor();
    await page.getByRole('button', { name: '下一页' }).click();
    await page.getByText('第 51–60 份，共 60 份').waitFor();
    await query(`{ status: 'paid' }`);
    await page.getByText('走索引 status').waitFor();
    expect(await explain().getAttribute('class')).toContain('good');
    expect(await rows().count()).toBe(20);
    await page.getByRole('columnheader', { name: 'total' }).getByRole('button').click();
    await page.getByRole('columnheader', { name: 'total' }).getByRole('button').click();
    await expect.poll(() => rows().first().getAttribute('data-id')).toBe('"o57"');
    expect(await page.getByTestId('data-sort').inputValue()).toBe('-total');
    await page.getByTestId('data-sort').fill('');
    await query('{ total: { $gte: 5900 } }');
    await page.getByText('全表扫描，建议索引 { total: 1 }').waitFor();
    expect(await explain().getAttribute('class')).toContain('warn');
    await query('{ total: 1');
    await page.getByText('第 1 行第 11 列').waitFor();
    await query('{ total: -1 }');
    await page.getByText('没有符合条件的文档').waitFor();
    await query('');
    await row('o0').waitFor();
    await page.getByRole('button', { name: '历史与示例' }).click();
    await page.getByRole('menuitem', { name: `{ status: 'paid' }` }).click();
    await page.getByText('走索引 status').waitFor();
    await query('');
    await row('o1').waitFor();
  });

  it('opens, changes and refuses a document, by keys alone', async () => {
    await page.getByTestId('data-filter').press('Escape');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('data-document-id').innerText()).toBe('o1');
    const editor = page.getByTestId('data-editor');
    const text = await editor.inputValue();
    await editor.fill(text.replace('"new",', '"new"'));
    expect(await page.getByTestId('data-syntax').innerText()).toMatch(/^第 4 行/);
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
    await editor.fill(text.replace('"new"', '"shipped"').replace('100', '100.5'));
    await page.keyboard.press('Control+s');
    await page.getByTestId('data-toast').getByText('已保存').waitFor();
    expect(await inOrders('o1')).toEqual({ _id: 'o1', status: 'shipped', total: 100.5, at: { $date: '2026-01-01T00:00:01.000Z' } });
    await row('o1').getByText('shipped').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('data-drawer').waitFor({ state: 'hidden' });
  });

  it('follows what others write, and never overwrites it unseen', async () => {
    await row('o2').click();
    await post('replace', { collection: 'orders', id: 'o2', document: '{ status: "elsewhere" }' });
    await row('o2').getByText('elsewhere').waitFor();
    await expect.poll(() => page.getByTestId('data-editor').inputValue()).toContain('elsewhere');
    await page.getByTestId('data-editor').fill('{ "_id": "o2", "status": "mine" }');
    await post('replace', { collection: 'orders', id: 'o2', document: '{ status: "theirs" }' });
    await page.getByText('这份文档刚被别处改过').waitFor();
    expect(await page.getByTestId('data-editor').inputValue()).toContain('mine');
    await page.getByRole('button', { name: '用我的覆盖' }).click();
    await row('o2').getByText('mine').waitFor();
    await page.getByRole('button', { name: '还原' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
  });

  it('deletes after a question, and puts back', async () => {
    await row('o3').click();
    await page.getByRole('button', { name: '删除' }).click();
    await page.getByTestId('data-delete').click();
    await row('o3').waitFor({ state: 'detached' });
    await page.getByText('共 59 份').waitFor();
    await page.getByTestId('data-toast').getByRole('button', { name: '撤销' }).click();
    await page.getByText('共 60 份').waitFor();
    expect(await inOrders('o3')).toMatchObject({ total: 300, at: { $date: '2026-01-01T00:00:03.000Z' } });
  });

  it('goes back to a snapshot, and takes a file in or says which line is wrong', async () => {
    await page.getByRole('button', { name: '快照' }).click();
    await page.getByTestId('snapshot-name').fill('改之前');
    await page.getByRole('button', { name: '保存快照' }).click();
    const snapshot = page.getByTestId('snapshot').filter({ hasText: '改之前' });
    await snapshot.waitFor();
    await post('insert', { collection: 'orders', document: '{ _id: "later" }' });
    await page.getByText('共 61 份').waitFor();
    await snapshot.getByRole('button', { name: '回到这里' }).click();
    await snapshot.getByRole('button', { name: '回到这里' }).click();
    await page.getByTestId('data-toast').getByText('移除 1 份').waitFor();
    await page.getByText('共 60 份').waitFor();
    await page.getByTestId('snapshot').filter({ hasText: '回到「改之前」之前' }).waitFor();

    await page.getByRole('button', { name: '导出 / 导入' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('data-export').click()]);
    const file = join(folder, 'out.ndjson');
    await download.saveAs(file);
    await page.getByTestId('data-file').setInputFiles(file);
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByTestId('data-outcome').getByText('没有变动').waitFor();
    const torn = {
      name: 'torn.ndjson',
      mimeType: '',
      buffer: Buffer.from('{"format":"cloudbase-dataset","version":1,"collections":1}\n{"collec'),
    };
    await page.getByTestId('data-file').setInputFiles(torn);
    await page.getByRole('button', { name: '导入', exact: true }).click();
    await page.getByTestId('data-outcome').getByText('第 2 行').waitFor();
  });
});
