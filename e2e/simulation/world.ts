import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reply } from '@shop/shared/contracts/index.ts';
import { chance, type Chance } from '@shop/shared/demo/history/chance.ts';
import type { StockDocument } from '@shop/shared/database/documents.ts';
import { adminDatabase } from '../support/database.ts';
import { installClock, MachineDate, moveClock, removeClock } from './clock.ts';
import { installFates, underFate, setPace, type Fate } from './death.ts';
import { processes, type Ground, type Running } from './ground.ts';
import { keepHouse, type HouseOutcome } from './inside/house.ts';
import { openShop, type Shop } from './shop.ts';

export type Answer = Reply<Record<string, unknown>>;

export type Behaviour = 'once' | 'twice' | 'never' | 'late' | 'forged' | 'wrong-amount' | 'wrong-order';

export interface World {
  readonly emulator: Running;
  readonly shop: Shop;
  readonly luck: Chance;
  /** One call in so many is killed. */
  readonly danger: number;
  /** Points expire at the turn of a year, which is this day's. */
  readonly yearEnds: boolean;
  /** What is sold; that much of it does not change. */
  readonly units: readonly StockDocument[];
  /** The one order, or case, that everybody is at for a moment. */
  readonly focus?: string;
  /** What happened, for whoever reads a failing day. */
  readonly diary: string[];
  /** What nobody expected: a fault inside a function that was not killed. */
  readonly faults: string[];
  /** How often what happened: `call submitOrder`, `refused STOCK_INSUFFICIENT`, `killed pay`, `notice late`. */
  readonly tally: Map<string, number>;
  /** From now on nothing is killed that nobody called. */
  peace(): void;
  /** Waits until what nobody called has ended. */
  rest(): Promise<void>;
  /** Calls a function as a mini-program user, or as nobody (`null`). Null when the call was killed. */
  call(name: string, data: object, who: string | null, fate?: Fate): Promise<Answer | null>;
  /** The customer's thumb and what WeChat tells of it. */
  thumb(payment: { prepayId: string } | { outTradeNo: string }, behave: Behaviour): Promise<void>;
  advance(ms: number): Promise<void>;
  /** A power cut: everything but the data is gone, and starts again. */
  powerCut(): Promise<void>;
  /** Ends the day; `keep`: its data folder stays, and its path is answered. */
  end(keep: boolean): Promise<string>;
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
  open(seed: number): Promise<World>;
  /** Days that were kept stay. */
  close(): Promise<void>;
}

/** Sets up the demo shop in `data`, on the built emulator. */
export async function setUp(data: string): Promise<void> {
  const first = await processes.start({ data, port: await freePort() });
  const rechargePackages = [{ id: 'sim', title: '充 100 送 10', pay: 10_000, get: 11_000 }];
  await adminDatabase(first).collection('systemConfigs').where({ _id: 'shop' }).update({ rechargePackages });
  await first.stop();
}

/** Where the project is, and its functions in one bundle. */
export interface Built {
  readonly root: string;
  readonly functions: string;
}

/** `first`: the folder of a shop that {@link setUp} made; without it one is made. */
export async function prepare({ root, functions }: Built, ground: Ground = processes, first: string | null = null): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-days-'));
  const shopAsSetUp = first ?? join(folder, 'first');
  if (first === null) await setUp(shopAsSetUp);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  Object.assign(process.env, WECHAT, {
    TCB_ENV: /^TCB_ENV=(.*)$/m.exec(readFileSync(join(shopAsSetUp, 'env'), 'utf8'))?.[1] ?? '',
    WECHATPAY_NOTIFY_URL: `${origin}/payCallback`,
    WECHATPAY_REFUND_NOTIFY_URL: `${origin}/refundCallback`,
    WECHATPAY_API_BASE: `${origin}/sandbox/wechatpay`,
  });
  installClock();
  const shop = openShop(root, functions);
  const removeFates = installFates(root, ground.send);
  let kept = false;
  return {
    open: async (seed) => {
      const data = join(folder, `day-${seed}`);
      cpSync(shopAsSetUp, data, { recursive: true });
      moveClock(0);
      const world = await createWorld({ shop, ground, seed, data, port });
      return {
        ...world,
        get emulator() {
          return world.emulator;
        },
        async end(keep) {
          kept ||= keep;
          return world.end(keep);
        },
      };
    },
    close: () => {
      removeFates();
      removeClock();
      if (!kept) rmSync(folder, { recursive: true, force: true });
      else if (first === null) rmSync(shopAsSetUp, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

/** As long as nobody is killed. */
const IMMORTAL: Fate = { lastWord: Infinity, heard: true };

interface Beginning {
  readonly shop: Shop;
  readonly ground: Ground;
  readonly seed: number;
  readonly data: string;
  readonly port: number;
}

async function createWorld({ shop, ground, seed, data, port }: Beginning): Promise<World> {
  const luck = chance(seed);
  const danger = luck.of([12, 6, 6, 2]);
  const yearEnds = luck.below(6) === 0;
  // Draws of their own: what nobody calls comes when it comes.
  const unseen = chance(seed + 0x5eed);
  setPace(chance(seed + 0xface));
  const warmth = chance(seed + 0xf00d);
  shop.restart(warmth);
  const diary: string[] = [];
  const faults: string[] = [];
  const tally = new Map<string, number>();
  let peaceful = false;
  const working = new Set<Promise<void>>();
  let offset = 0;
  const count = (what: string): void => void tally.set(what, (tally.get(what) ?? 0) + 1);

  const run = async (name: string, event: unknown, who: string | null, fate: Fate, requestId: string): Promise<HouseOutcome> => {
    try {
      const value = await shop.inProcess(({ mains }) =>
        underFate(fate, () => {
          const main = mains[name];
          if (main === undefined) throw new Error(`the simulation does not know ${name}`);
          // Read by the function before its first word.
          if (who === null) delete process.env['WX_OPENID'];
          else process.env['WX_OPENID'] = who;
          return main(event, { request_id: requestId });
        }),
      );
      if (value === undefined) count(`killed ${name}`);
      return value === undefined ? { kind: 'killed' } : { kind: 'answer', value };
    } catch (error) {
      return { kind: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };

  keepHouse({
    MachineDate,
    async call(name, event, requestId) {
      let ended = (): void => undefined;
      const work = new Promise<void>((resolve) => (ended = resolve));
      working.add(work);
      try {
        return await called(name, event, requestId);
      } finally {
        working.delete(work);
        ended();
      }
    },
  });

  async function called(name: string, event: unknown, requestId: string): Promise<HouseOutcome> {
    const dies = !peaceful && unseen.below(danger) === 0;
    const fate = dies ? { lastWord: unseen.between(1, 60), heard: unseen.below(2) === 0 } : IMMORTAL;
    const outcome = await run(name, event, null, fate, requestId);
    count(`house ${name}`);
    diary.push(`  (${name}: ${outcome.kind}${outcome.kind === 'killed' ? ` at word ${fate.lastWord}` : ''})`);
    if (outcome.kind === 'failure') faults.push(`${name}, called by the house: ${outcome.message}`);
    else if (outcome.kind === 'answer') noteFault(outcome.value as Answer, `${name}, called by the house`, diary.length - 1);
    return outcome;
  }

  function noteFault(answer: Answer, what: string, from: number): void {
    if (answer.status === 500 && answer.reason === 'INTERNAL') faults.push(`${what}: a fault\n${diary.slice(from).join('\n')}`);
  }

  let emulator = await ground.start({ data, port });
  // As an administrator's script.
  Object.assign(process.env, emulator.environment());
  const hush = { log: console.log, warn: console.warn, error: console.error };
  console.log = () => undefined;
  console.warn = (line) => void diary.push(`      ${String(line).slice(0, 300)}`);
  console.error = (line) => void diary.push(`      ${String(line).slice(0, 1500)}`);
  const units = await shop.tables.stock.find({ _id: shop.command.gt('') }, { orderBy: [['_id', 'asc']], limit: 200 });

  return {
    get emulator() {
      return emulator;
    },
    shop,
    luck,
    danger,
    yearEnds,
    units,
    diary,
    faults,
    tally,
    peace: () => void (peaceful = true),
    rest: async () => void (await Promise.all(working)),
    call: async (name, input, who, fate = IMMORTAL) => {
      const before = diary.length;
      const action = (input as { action?: unknown }).action;
      const named = typeof action === 'string' ? `${name}.${action}` : name;
      count(`call ${named}`);
      const outcome = await run(name, input, who, fate, 'simulated');
      const what = `${name} ${JSON.stringify(input).slice(0, 200)} by ${who ?? 'nobody'}`;
      if (outcome.kind === 'failure') {
        faults.push(`${what}: thrown: ${outcome.message}`);
        return null;
      }
      if (outcome.kind === 'killed') {
        diary.push(`${what}: KILLED at word ${fate.lastWord}, ${fate.heard ? 'heard' : 'unheard'}`);
        return null;
      }
      const answer = outcome.value as Answer;
      diary.push(`${what}: ${answer.status} ${answer.reason ?? ''}`);
      if (answer.status === 200) count(`done ${named}`);
      else count(`refused ${answer.reason ?? String(answer.status)}`);
      noteFault(answer, what, before);
      return answer;
    },
    thumb: async (payment, behave) => {
      diary.push(`thumb ${JSON.stringify(payment)} ${behave}`);
      count(`notice ${behave}`);
      await emulator
        .post('/__sandbox/wechatpay/pay', { ...payment, behave })
        .catch((error: unknown) => void diary.push(`      ${String(error)}`));
    },
    advance: async (ms) => {
      diary.push(`clock +${Math.round(ms / 60_000)} min`);
      count('clock moved');
      // Before the emulator's timers are let go, who may run in this process.
      moveClock((offset += ms));
      await emulator.post('/__emulator/clock', { advanceMs: ms });
    },
    powerCut: async () => {
      diary.push('POWER CUT');
      count('power cut');
      shop.restart(warmth);
      await emulator.kill();
      emulator = await ground.start({ data, port });
    },
    end: async (keep) => {
      Object.assign(console, hush);
      await emulator.stop();
      if (!keep) rmSync(data, { recursive: true, force: true });
      return data;
    },
  };
}
