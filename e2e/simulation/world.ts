import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reply } from '@shop/shared/contracts/index.ts';
import type { Chance } from '@shop/shared/demo/history/chance.ts';
import { adminDatabase } from '../support/database.ts';
import { startEmulator, type Emulator } from '../support/emulator.ts';
import { installClock, moveClock, removeClock } from './clock.ts';
import { installFates, underFate, type Fate } from './death.ts';

type Main = (event: unknown, context: unknown) => Promise<unknown>;
export type Answer = Reply<Record<string, unknown>>;

/** The platform's tables and the deployed functions' own entries, run in this process so that they can be killed at any word. */
export interface Shop {
  readonly tables: (typeof import('../../cloudfunctions/_platform/tables.ts'))['tables'];
  readonly command: (typeof import('../../cloudfunctions/_platform/database.ts'))['command'];
  readonly weChatPay: (typeof import('../../cloudfunctions/_platform/wechatpay.ts'))['weChatPay'];
  readonly mains: Readonly<Record<string, Main>>;
}

export type Behaviour = 'once' | 'twice' | 'never' | 'late' | 'forged' | 'wrong-amount' | 'wrong-order';

export interface World {
  readonly emulator: Emulator;
  readonly shop: Shop;
  readonly luck: Chance;
  /** One call in so many is killed. */
  readonly danger: number;
  /** What happened, for whoever reads a failing day. */
  readonly diary: string[];
  /** What nobody expected: a fault inside a function that was not killed. */
  readonly faults: string[];
  readonly deaths: { count: number };
  /** Calls a function as a mini-program user, or as nobody (`null`). Null when the call was killed. */
  call(name: string, data: object, who: string | null, fate?: Fate): Promise<Answer | null>;
  /** The customer's thumb and what WeChat tells of it. */
  thumb(payment: { prepayId: string } | { outTradeNo: string }, behave: Behaviour): Promise<void>;
  advance(ms: number): Promise<void>;
  /** A power cut: everything but the data is gone, and starts again. */
  powerCut(): Promise<void>;
  end(): Promise<void>;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

const WECHAT = { WECHATPAY_APPID: 'wx5a1c0de000000001', WECHATPAY_MCHID: '1900000109', WECHATPAY_KEY: '8934e7d15453e97507ef794cf7b0519d' };

/** What all days of a run share: a demo shop as it is set up, to be copied for each day, and the functions. */
export interface Stage {
  open(luck: Chance): Promise<World>;
  close(): Promise<void>;
}

export async function prepare(root: string): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-days-'));
  const port = await freePort();
  const first = await startEmulator({ data: join(folder, 'first'), port });
  const rechargePackages = [{ id: 'sim', title: '充 100 送 10', pay: 10_000, get: 11_000 }];
  await adminDatabase(first).collection('systemConfigs').where({ _id: 'shop' }).update({ rechargePackages });
  const { origin } = first;
  Object.assign(process.env, WECHAT, {
    WECHATPAY_NOTIFY_URL: `${origin}/payCallback`,
    WECHATPAY_REFUND_NOTIFY_URL: `${origin}/refundCallback`,
    WECHATPAY_API_BASE: `${origin}/sandbox/wechatpay`,
  });
  await first.stop({ keepData: true });
  installClock();
  const shop = await openShop();
  const removeFates = installFates(shop.weChatPay as unknown as Record<string, unknown>, root);
  let day = 0;
  return {
    open: async (luck) => {
      day += 1;
      const data = join(folder, `day-${day}`);
      cpSync(join(folder, 'first'), data, { recursive: true });
      moveClock(0);
      return createWorld(shop, luck, data, port);
    },
    close: async () => {
      removeFates();
      removeClock();
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function openShop(): Promise<Shop> {
  const [{ tables }, { command }, { weChatPay }, ...functions] = await Promise.all([
    import('../../cloudfunctions/_platform/tables.ts'),
    import('../../cloudfunctions/_platform/database.ts'),
    import('../../cloudfunctions/_platform/wechatpay.ts'),
    import('../../cloudfunctions/login/index.ts'),
    import('../../cloudfunctions/address/index.ts'),
    import('../../cloudfunctions/cart/index.ts'),
    import('../../cloudfunctions/submitOrder/index.ts'),
    import('../../cloudfunctions/wxPay/index.ts'),
    import('../../cloudfunctions/order/index.ts'),
    import('../../cloudfunctions/shipOrder/index.ts'),
    import('../../cloudfunctions/stock/index.ts'),
    import('../../cloudfunctions/afterSale/index.ts'),
    import('../../cloudfunctions/coupon/index.ts'),
    import('../../cloudfunctions/promotion/index.ts'),
    import('../../cloudfunctions/recharge/index.ts'),
    import('../../cloudfunctions/orderChange/index.ts'),
    import('../../cloudfunctions/internalOrder/index.ts'),
    import('../../cloudfunctions/customer/index.ts'),
    import('../../cloudfunctions/addPrestore/index.ts'),
    import('../../cloudfunctions/updatePrepaidProduct/index.ts'),
    import('../../cloudfunctions/orderTimer/index.ts'),
    import('../../cloudfunctions/audit/index.ts'),
  ]);
  const names = [
    ...['login', 'address', 'cart', 'submitOrder', 'wxPay', 'order', 'shipOrder', 'stock', 'afterSale', 'coupon'],
    ...['promotion', 'recharge', 'orderChange', 'internalOrder', 'customer', 'addPrestore'],
    ...['updatePrepaidProduct', 'orderTimer', 'audit'],
  ];
  const mains = Object.fromEntries(functions.map(({ main }, at) => [names[at] ?? '', main as Main]));
  return { tables, command, weChatPay, mains };
}

/** As long as nobody is killed. */
const IMMORTAL: Fate = { lastWord: Infinity, heard: true };

async function createWorld(shop: Shop, luck: Chance, data: string, port: number): Promise<World> {
  let emulator = await startEmulator({ data, port });
  const diary: string[] = [];
  const faults: string[] = [];
  const deaths = { count: 0 };
  const hush = { log: console.log, warn: console.warn, error: console.error };
  console.log = () => undefined;
  console.warn = (line) => void diary.push(`      ${String(line).slice(0, 300)}`);
  console.error = (line) => void diary.push(`      ${String(line).slice(0, 1500)}`);

  const world: World = {
    get emulator() {
      return emulator;
    },
    shop,
    luck,
    danger: luck.of([12, 6, 6, 2]),
    diary,
    faults,
    deaths,
    call: async (name, data, who, fate = IMMORTAL) => {
      const main = shop.mains[name];
      if (main === undefined) throw new Error(`the simulation does not know ${name}`);
      const before = diary.length;
      const answer = await underFate(fate, () => {
        // Read by the function before its first word.
        if (who === null) delete process.env['WX_OPENID'];
        else process.env['WX_OPENID'] = who;
        return main(data, { request_id: 'simulated' }) as Promise<Answer>;
      });
      const what = `${name} ${JSON.stringify(data).slice(0, 200)} by ${who ?? 'nobody'}`;
      if (answer === undefined) {
        deaths.count += 1;
        diary.push(`${what}: KILLED at word ${fate.lastWord}, ${fate.heard ? 'heard' : 'unheard'}`);
        return null;
      }
      diary.push(`${what}: ${answer.status} ${answer.reason ?? ''}`);
      if (answer.status === 500 && answer.reason === 'INTERNAL') faults.push(`${what}: a fault\n${diary.slice(before).join('\n')}`);
      return answer;
    },
    thumb: async (payment, behave) => {
      diary.push(`thumb ${JSON.stringify(payment)} ${behave}`);
      await emulator
        .post('/__sandbox/wechatpay/pay', { ...payment, behave })
        .catch((error: unknown) => void diary.push(`      ${String(error)}`));
    },
    advance: async (ms) => {
      diary.push(`clock +${Math.round(ms / 60_000)} min`);
      await emulator.post('/__emulator/clock', { advanceMs: ms });
      const { offsetMs } = await emulator.get<{ offsetMs: number }>('/__emulator/clock');
      moveClock(offsetMs);
    },
    powerCut: async () => {
      diary.push('POWER CUT');
      await emulator.kill();
      emulator = await startEmulator({ data, port });
    },
    end: async () => {
      Object.assign(console, hush);
      await emulator.stop();
    },
  };
  return world;
}
