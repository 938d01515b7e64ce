import { createCall, newRequestId, type Call } from '@shop/shared/client/call.ts';
import { decodeDates, type LiveDatabase, type LiveQueryBuilder } from '@shop/shared/client/live.ts';
import { picturePath } from '@shop/shared/domain/pictures.ts';
import { config } from '../config.ts';

/** The one place that touches `wx.cloud`: typed calls, bounded reads, and the database as live lists want it. */
let started = false;
let clockOffsetMs = 0;

function cloud(): typeof wx.cloud {
  if (!started) {
    wx.cloud.init({ env: config.envId });
    started = true;
  }
  return wx.cloud;
}

function noteServerTime(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('timestamp' in answer) || typeof answer.timestamp !== 'number') return;
  clockOffsetMs = answer.timestamp - Date.now();
}

/** The server's time as far as this phone knows it: deadlines are the server's, and phones go wrong. */
export function serverNow(): number {
  return Date.now() + clockOffsetMs;
}

/** Calls a function of the shop. Throws `CallRefused`: with `reason` and a message for people, or `NETWORK` when it did not get through. */
export const call: Call = createCall(async (name, data) => {
  const { result } = await cloud().callFunction({ name, data: data as Record<string, unknown> });
  noteServerTime(result);
  return result;
});

/** Stands for the signed-in customer in a query: the database puts his openid in. */
export const ME = '{openid}';

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
  let query = cloud().database().collection(collection).where(search.where);
  for (const [field, direction] of search.orderBy ?? []) query = query.orderBy(field, direction);
  const { data } = await query.limit(Math.min(search.limit ?? PAGE_SIZE, PAGE_SIZE)).get();
  return decodeDates(data) as Document[];
}

/** Reads all documents of a small collection, up to `most`, following an ascending field that `pageBy` names. */
export async function findAll<Document extends { _id: string }>(
  collection: string,
  pageBy: keyof Document & string,
  most: number,
  where: object = {},
): Promise<Document[]> {
  const found = new Map<string, Document>();
  let after: unknown;
  for (;;) {
    const condition = after === undefined ? where : { ...where, [pageBy]: command().gte(after) };
    const page = await find<Document>(collection, { where: condition, orderBy: [[pageBy, 'asc']] });
    const before = found.size;
    for (const document of page) found.set(document._id, document);
    if (page.length < PAGE_SIZE || found.size === before || found.size >= most) return [...found.values()].slice(0, most);
    after = page[page.length - 1]?.[pageBy];
  }
}

export function command(): DB.DatabaseCommand {
  return cloud().database().command;
}

/** The database as `openLive` takes it. */
export const liveDatabase: LiveDatabase = {
  collection: (name) => ({
    where: (condition) => cloud().database().collection(name).where(condition) as unknown as LiveQueryBuilder,
  }),
};

let openid: Promise<string> | null = null;

/** Who holds this phone. */
function me(): Promise<string> {
  openid ??= call('login', {}).then(({ user }) => user.openId);
  openid.catch(() => (openid = null));
  return openid;
}

/** Puts a picture that lies on this phone into the customer's folder of the cloud's storage and answers its file id. */
export async function uploadPicture(kind: 'avatar' | 'after-sale', path: string): Promise<string> {
  const cloudPath = picturePath(await me(), kind, newRequestId(), path);
  const { fileID } = await cloud().uploadFile({ cloudPath, filePath: path });
  return fileID;
}
