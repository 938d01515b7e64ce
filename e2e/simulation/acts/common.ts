import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import type { Fate } from '../death.ts';
import { chance } from '@shop/shared/demo/history/chance.ts';
import type { Answer, World } from '../world.ts';

/** One thing that somebody does. Whatever it does is drawn from the world's luck; what it is refused is his affair. */
export type Act = (world: World) => Promise<void>;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const CUSTOMERS = Array.from({ length: 14 }, (_, at) => `o-demo-customer-${String(at + 1).padStart(2, '0')}`);
export const WAREHOUSE = 'o-demo-staff-01';
export const SALES = 'o-demo-staff-02';
export const MANAGER = 'o-demo-staff-03';

export function newRequest({ luck }: World): string {
  return `sim-${Array.from({ length: 12 }, () => luck.below(36).toString(36)).join('')}`;
}

/** Now and then a call does not live to its end; on some days half of them do not. */
export function fate({ luck, danger }: World): Fate {
  return luck.below(danger) > 0 ? { lastWord: Infinity, heard: true } : { lastWord: luck.between(1, 28), heard: luck.below(2) === 0 };
}

/** The same tap twice: at once, or again after no answer came. Answers what a first call that lived was told, or the second after it. */
export async function tap(world: World, name: string, data: object, who: string | null): Promise<Answer | null> {
  const first = fate(world);
  if (world.luck.below(8) === 0) {
    const second = fate(world);
    const [one, other] = await Promise.all([world.call(name, data, who, first), world.call(name, data, who, second)]);
    return one ?? other;
  }
  const answer = await world.call(name, data, who, first);
  if (answer === null && world.luck.below(2) === 0) return world.call(name, data, who, fate(world));
  return answer;
}

/** Where an answer names a document, its id. */
export function idIn(answer: Answer | null, name: string): string | null {
  const id = (answer?.data?.[name] as { _id?: unknown } | undefined)?._id;
  return typeof id === 'string' ? id : null;
}

/** Does some of these at the same moment, each with draws of its own: whichever is faster, each does what the seed says. */
export async function together(world: World, acts: readonly Act[], more: Partial<World> = {}): Promise<void> {
  const worlds = acts.map(() => {
    const draws = { value: chance(world.luck.below(2 ** 31)), enumerable: true };
    return Object.assign(Object.defineProperty(Object.create(world) as World, 'luck', draws), more);
  });
  await Promise.all(acts.map((act, at) => act(worlds[at] ?? world)));
}

/** An order in one of these states, if there is any: mostly a new one. The one order that everybody is at, whatever its state, where there is such a one. */
export async function anOrder(world: World, ...statuses: OrderStatus[]): Promise<OrderDocument | null> {
  const { shop, focus } = world;
  if (focus !== undefined) return shop.tables.orders.get(focus);
  const orders = await shop.tables.orders.find(
    { placed: true, status: shop.command.in(statuses) },
    { orderBy: [['createTime', 'desc']], limit: 12 },
  );
  return oneOf(world, orders);
}

export interface Line {
  productId: string;
  skuId: string;
  quantity: number;
  flashSaleId?: string;
}

export function someLines({ luck, units }: World): Line[] {
  // A few goods are everybody's, so that they run out.
  const wanted = luck.below(2) === 0 ? units.slice(0, 6) : units;
  return Array.from({ length: luck.of([1, 1, 2, 3, 4]) }, () => {
    const unit = luck.of(wanted);
    return { productId: unit.shopProductId, skuId: unit._id, quantity: luck.of([1, 1, 2, 3, 20]) };
  });
}

/** One of a customer's addresses. */
export async function anAddress(world: World, who: string): Promise<string> {
  const own = await world.shop.tables.addresses.find({ _openid: who }, { limit: 20 });
  return oneOf(world, own)?._id ?? 'none';
}

/** One of these, whatever order the database told them in: ids are drawn from the seed, instants are not. */
export function oneOf<Doc extends { _id: string }>({ luck }: World, docs: readonly Doc[]): Doc | null {
  return docs.length === 0 ? null : luck.of([...docs].sort((one, other) => (one._id < other._id ? -1 : 1)));
}
