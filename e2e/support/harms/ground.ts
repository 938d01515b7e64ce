import type { OrderDocument, RefundDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { all, type Database } from '../database.ts';

/** What was done to the books, and what the audit must call it: `check subject`. */
export interface Harm {
  readonly names: readonly string[];
  readonly undo: () => Promise<unknown>;
}

export type Harms = readonly (readonly [what: string, harm: (ground: HarmGround) => Promise<Harm>])[];

/** Before any grace and after any document that a day has touched. */
export const LONG_AGO = new Date(Date.now() - 3 * 24 * 60 * 60_000);

/** A member whose purse is harmed, and none of his orders. */
export const ME = 'o-demo-customer-06';

/** The shop has nothing that this harm could be done to. */
export class NoGround extends Error {
  override readonly name = 'NoGround';
}

/** The books of a shop, and documents in them to which no harm was done yet. */
export class HarmGround {
  readonly #db: Database;
  readonly #orders: readonly OrderDocument[];
  readonly #units: readonly StockDocument[];
  readonly #refunds: readonly RefundDocument[];
  readonly #harmed = new Set<string>();

  private constructor(db: Database, orders: OrderDocument[], units: StockDocument[], refunds: RefundDocument[]) {
    this.#db = db;
    this.#orders = orders;
    this.#units = units;
    this.#refunds = refunds;
  }

  static async of(db: Database): Promise<HarmGround> {
    const [orders, units, refunds] = await Promise.all([
      all<OrderDocument>(db, 'orders'),
      all<StockDocument>(db, 'products'),
      all<RefundDocument>(db, 'refunds'),
    ]);
    return new HarmGround(db, orders, units, refunds);
  }

  /** Another one each time, of a member whose own books are left alone. */
  order(wanted: (order: OrderDocument) => boolean): OrderDocument {
    return this.#fresh(this.#orders, (order) => order.userId !== ME && wanted(order));
  }

  /** Paid from the balance, received, nothing of it given back, an ordinary one. */
  completed(besides: (order: OrderDocument) => boolean = () => true): OrderDocument {
    return this.order(
      (order) =>
        order.status === 'completed' && order.paymentMethod === 'balance' && order.refundedAmount === 0 && isPlain(order) && besides(order),
    );
  }

  cancelled(): OrderDocument {
    return this.order(({ status, paymentId, source }) => status === 'cancelled' && paymentId === undefined && source !== 'staff');
  }

  /** Paid, still to be shipped. */
  waiting(): OrderDocument {
    return this.order(
      (order) => order.status === 'paid' && order.group === undefined && order.updateTime.getTime() < Date.now() - 30 * 60_000,
    );
  }

  /** A unit that nobody reserves, counts or is told about. */
  unit(): StockDocument {
    return this.#fresh(
      this.#units,
      ({ reserved, quantity, lowNotice = 'none', countingIn, batched, moves = [] }) =>
        reserved === 0 && quantity > 20 && lowNotice === 'none' && countingIn === undefined && batched !== true && moves.length === 0,
    );
  }

  /** A refund that arrived, of a payment of ours. */
  refund(): RefundDocument {
    return this.#fresh(
      this.#refunds,
      ({ status, paymentId }) => status === 'success' && this.#refunds.filter((one) => one.paymentId === paymentId).length === 1,
    );
  }

  #fresh<Doc extends { _id: string }>(docs: readonly Doc[], wanted: (doc: Doc) => boolean): Doc {
    const found = docs.find((doc) => !this.#harmed.has(doc._id) && wanted(doc));
    if (found === undefined) throw new NoGround();
    this.#harmed.add(found._id);
    return found;
  }

  async row<Doc>(collection: string, where: object): Promise<Doc> {
    const { data } = await this.#db.collection(collection).where(where).limit(1).get();
    if (data[0] === undefined) throw new NoGround();
    return data[0] as Doc;
  }

  /** Changes fields of one document; undone by writing the old ones back. */
  async change(collection: string, _id: string, fields: Record<string, unknown>, ...names: string[]): Promise<Harm> {
    const before = await this.row<Record<string, unknown>>(collection, { _id });
    const { command } = this.#db;
    const write = (values: Record<string, unknown>): Promise<unknown> =>
      this.#db
        .collection(collection)
        .where({ _id })
        .update(
          Object.fromEntries(
            Object.entries(values).map(([name, value]) => [name, value === undefined ? command.remove() : command.set(value)]),
          ),
        );
    await write(fields);
    return { names, undo: () => write(Object.fromEntries(Object.keys(fields).map((name) => [name, before[name]]))) };
  }

  async lose(collection: string, _id: string, ...names: string[]): Promise<Harm> {
    const doc = await this.row<object>(collection, { _id });
    await this.#db.collection(collection).where({ _id }).remove();
    return { names, undo: () => this.#db.collection(collection).add(doc) };
  }

  async invent<Doc extends { _id: string }>(collection: string, doc: Doc, ...names: string[]): Promise<Harm> {
    await this.#db.collection(collection).add(doc);
    return { names, undo: () => this.#db.collection(collection).where({ _id: doc._id }).remove() };
  }
}

function isPlain({ group, items, source, userCouponId, openCases = [] }: OrderDocument): boolean {
  const plain = items.every(
    ({ flashSaleId, afterSale, shipped }) => flashSaleId === undefined && afterSale === undefined && shipped === undefined,
  );
  return plain && group === undefined && source !== 'staff' && userCouponId === undefined && openCases.length === 0;
}

/** Both done; undone in the other order. */
export function both(first: Harm, second: Harm): Harm {
  return {
    names: [...first.names, ...second.names],
    undo: async () => {
      await second.undo();
      await first.undo();
    },
  };
}
