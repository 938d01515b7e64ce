import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Chance } from '@shop/shared/demo/history/chance.ts';

/**
 * Kills a call as a machine does: at its n-th word with the outside (database or WeChat), before it is said or after it was heard, and from then on it says nothing any
 * more, whatever its `catch` blocks would like to. Calls beside it go on: each has a process of its own ({@link ./shop.ts}).
 */
export interface Fate {
  /** Which word is its last; never when infinite. */
  readonly lastWord: number;
  /** Whether the last word is still heard by the other side. */
  readonly heard: boolean;
}

interface Life extends Fate {
  words: number;
  dead: boolean;
  /** Open ones, with who can abort them. */
  readonly transactions: Map<string, () => Promise<unknown>>;
}

export class Death extends Error {
  override readonly name = 'Death';
}

const lives = new AsyncLocalStorage<Life>();

type Send = (this: unknown, action: string, params?: { transactionId?: string }, options?: unknown) => Promise<unknown>;

async function say<Answer>(speak: () => Promise<Answer>): Promise<Answer> {
  const life = lives.getStore();
  if (life === undefined) return speak();
  if (life.dead) throw new Death('a dead process says nothing');
  life.words += 1;
  if (life.words < life.lastWord) {
    const answer = await speak();
    // Another branch of the same process may have died meanwhile.
    if (life.dead) throw new Death('killed while waiting');
    return answer;
  }
  life.dead = true;
  if (life.heard) await speak().catch(() => undefined);
  throw new Death(`killed at word ${life.words}`);
}

let pace: Chance | null = null;

/** Where statements need no wire, these draws say how long each is on its way, so that calls beside each other mingle as they would. */
export function setPace(luck: Chance): void {
  pace = luck;
}

async function onTheWay(): Promise<void> {
  for (let turns = pace?.below(4) ?? 0; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Puts the fates before every function of a process's `gateway`. */
export function mortal(gateway: Record<string, unknown>): void {
  for (const [name, work] of Object.entries(gateway)) {
    if (typeof work !== 'function' || name === 'paymentParameters') continue;
    gateway[name] = (...args: unknown[]) => say(() => (work as (...args: unknown[]) => Promise<unknown>)(...args));
  }
}

/** Puts the fates between the services and the SDK. Statements go by `direct` where it is given, by the SDK's own requests otherwise. Answers the way back. */
export function installFates(root: string, direct?: (action: string, params: object) => Promise<unknown>): () => void {
  const sdk = createRequire(join(root, 'package.json')).resolve('@cloudbase/node-sdk');
  const { Db } = createRequire(sdk)('@cloudbase/database') as { Db: { reqClass: { prototype: { send: Send } } } };
  const { prototype } = Db.reqClass;
  const wired = prototype.send;
  const real: Send =
    direct === undefined
      ? wired
      : async (action, params) => {
          await onTheWay();
          return direct(action, params ?? {});
        };
  prototype.send = async function send(action, params, options) {
    const life = lives.getStore();
    const answer = await say(() => real.call(this, action, params, options));
    const opened = (answer as { transactionId?: string } | undefined)?.transactionId;
    if (action === 'database.startTransaction' && typeof opened === 'string')
      life?.transactions.set(opened, () => real.call(this, 'database.abortTransaction', { transactionId: opened }));
    if (action === 'database.commitTransaction' || action === 'database.abortTransaction')
      life?.transactions.delete(params?.transactionId ?? '');
    return answer;
  };
  return () => void (prototype.send = wired);
}

/** Runs `work` under its fate. Answers `undefined` when it was killed; what it threw by itself is thrown. */
export async function underFate<Answer>(fate: Fate, work: () => Promise<Answer>): Promise<Answer | undefined> {
  const life: Life = { ...fate, words: 0, dead: false, transactions: new Map() };
  try {
    const answer = await lives.run(life, work);
    return life.dead ? undefined : answer;
  } catch (error) {
    if (life.dead) return undefined;
    throw error;
  } finally {
    // The platform undoes what a dead process left open; here it need not wait thirty seconds for that.
    if (life.dead) for (const undo of life.transactions.values()) await undo().catch(() => undefined);
  }
}
