import { createCall, type Call } from '@shop/shared/client/call.ts';
import { decodeDates, type LiveDatabase, type LiveQueryBuilder } from '@shop/shared/client/live.ts';
import { config } from '../config.ts';

/** The members of a shared environment that this end uses: `wx.cloud` of the mall's appid, opened by `init`. */
type SharedCloud = Pick<typeof wx.cloud, 'callFunction' | 'database'> & { init(): Promise<void> };

declare global {
  interface WxCloud {
    /** Missing in the published typings. Base library 2.13.0 and later. */
    Cloud: new (options: { resourceAppid: string; resourceEnv: string }) => SharedCloud;
  }
}

let opening: Promise<SharedCloud> | null = null;
let opened: SharedCloud | null = null;
let clockOffsetMs = 0;

/** The environment of the mall, shared with this mini-program. Opened once; a failed attempt is tried again by the next caller. */
function openCloud(): Promise<SharedCloud> {
  opening ??= (async () => {
    const cloud = new wx.cloud.Cloud({ resourceAppid: config.resourceAppid, resourceEnv: config.resourceEnv });
    await cloud.init();
    opened = cloud;
    return cloud;
  })().catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

function noteServerTime(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('timestamp' in answer) || typeof answer.timestamp !== 'number') return;
  clockOffsetMs = answer.timestamp - Date.now();
}

/** The server's time as far as this phone knows it. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

async function invoke(name: string, data: unknown): Promise<unknown> {
  const cloud = await openCloud();
  const { result } = await cloud.callFunction({ name, data: data as Record<string, unknown> });
  noteServerTime(result);
  return result;
}

/** Calls a function of the shop. Throws `CallRefused`: with `reason` and a message for people, or `NETWORK` when it did not get through. */
export const call: Call = createCall(invoke);

/** The openid of who holds the phone, as the environment tells it; null when it does not. A newcomer hands it to the owner. */
export async function myOpenid(): Promise<string | null> {
  try {
    const answer = (await invoke('cloudbase_auth', {})) as { auth?: unknown } | null;
    const auth: unknown = typeof answer?.auth === 'string' ? JSON.parse(answer.auth) : null;
    return typeof auth === 'object' && auth !== null && 'openid' in auth && typeof auth.openid === 'string' ? auth.openid : null;
  } catch {
    return null;
  }
}

/** What a mini-program reads at once, at most. */
export const PAGE_SIZE = 20;

export type Order = readonly (readonly [field: string, direction: 'asc' | 'desc'])[];

export interface Search {
  readonly where: object;
  readonly orderBy?: Order;
  readonly limit?: number;
}

/** Reads at most {@link PAGE_SIZE} documents. */
export async function find<Document>(collection: string, search: Search): Promise<Document[]> {
  const cloud = await openCloud();
  let query = cloud.database().collection(collection).where(search.where);
  for (const [field, direction] of search.orderBy ?? []) query = query.orderBy(field, direction);
  const { data } = await query.limit(Math.min(search.limit ?? PAGE_SIZE, PAGE_SIZE)).get();
  return decodeDates(data) as Document[];
}

export async function count(collection: string, where: object): Promise<number> {
  const cloud = await openCloud();
  const { total } = await cloud.database().collection(collection).where(where).count();
  return total;
}

/** The environment of a page that has signed in. */
function database(): DB.Database {
  if (opened === null) throw new Error('the environment is not open yet: sign in first');
  return opened.database();
}

export function command(): DB.DatabaseCommand {
  return database().command;
}

/** `RegExp` of the database: case does not matter, and the text is taken as it is. */
export function containing(text: string): unknown {
  return database().RegExp({ regexp: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), options: 'i' });
}

/** The database as `openLive` takes it. A watch opened before the environment fails and is opened again. */
export const liveDatabase: LiveDatabase = {
  collection: (name) => ({
    where: (condition) => database().collection(name).where(condition) as unknown as LiveQueryBuilder,
  }),
};
