import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { chance } from '@shop/shared/demo/history/chance.ts';
import { openShop, type FunctionProcess } from './shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'shop-processes-'));
const bundle = join(folder, 'functions.js');
/** A module that keeps what it has read, as the settings are kept, and says how often its process was called. */
writeFileSync(
  bundle,
  `let reading = null;
  let calls = 0;
  module.exports = {
    weChatPay: { bill: async () => ({ kind: 'bill', text: 'a bill' }) },
    mains: { settings: (read) => (reading ??= read()), count: async () => (calls += 1), bill: async () => (await module.exports.weChatPay.bill()).text },
  };`,
);
const shop = openShop(join(dirname(fileURLToPath(import.meta.url)), '../..'), bundle);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const call = (name: string, event?: unknown) => (process: FunctionProcess) => process.mains[name]?.(event, {}) ?? Promise.resolve();

describe('a process of the simulation', () => {
  it('works for one call at a time: nobody waits for what a killed one was reading', async () => {
    shop.restart(chance(1));
    const killed = new Promise<void>((resolve) => setImmediate(resolve));
    const [dead, beside] = await Promise.all([
      shop.inProcess(call('settings', () => killed)),
      shop.inProcess(call('settings', () => Promise.resolve('read'))),
    ]);
    expect([dead, beside]).toEqual([undefined, 'read']);
  });

  it('keeps what it knows for the next call, and takes it along when it is killed', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      shop.restart(chance(seed));
      expect(await shop.inProcess(call('count'))).toBe(1);
      expect(await shop.inProcess(call('count'))).toBe(2);
      await shop.inProcess(async (process) => void (await process.mains['count']?.(null, {})));
      expect(await shop.inProcess(call('count'))).toBe(1);
    }
  });

  it('hears the bills as they are mistold', async () => {
    shop.mistell((text) => text.toUpperCase());
    expect(await shop.inProcess(call('bill'))).toBe('A BILL');
    shop.mistell(null);
    expect(await shop.inProcess(call('bill'))).toBe('a bill');
  });
});
