/**
 * The life of an order, as one table: every state, every exit, and who may take it. A state changes only through
 * {@link transition}; the functions turn its answer into one conditional update on the old state.
 */
export type OrderStatus =
  'placing' | 'draft' | 'confirmed' | 'pending_payment' | 'paid' | 'shipped' | 'completed' | 'cancelled' | 'refunded';

export type OrderEvent =
  | 'place'
  | 'abandon'
  | 'confirm'
  | 'bill'
  | 'pay'
  | 'cancel'
  | 'expire'
  | 'ship_part'
  | 'ship'
  | 'close_shipping'
  | 'receive'
  | 'auto_receive'
  | 'refund';

export type Actor = 'customer' | 'staff' | 'system';

interface Transition {
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly by: readonly Actor[];
}

/**
 * `placing` is an intent: the order is written, its stock is not yet all reserved. No end ever shows it. An order that staff write for a customer
 * starts as `draft` (holds no stock), holds stock once `confirmed`, and is paid at the counter or billed to the customer's WeChat.
 */
export const ORDER_TRANSITIONS = {
  place: [{ from: 'placing', to: 'pending_payment', by: ['customer', 'staff', 'system'] }],
  abandon: [{ from: 'placing', to: 'cancelled', by: ['customer', 'staff', 'system'] }],
  confirm: [{ from: 'draft', to: 'confirmed', by: ['staff'] }],
  bill: [{ from: 'confirmed', to: 'pending_payment', by: ['staff'] }],
  pay: [
    { from: 'pending_payment', to: 'paid', by: ['customer', 'staff', 'system'] },
    { from: 'confirmed', to: 'paid', by: ['staff'] },
  ],
  cancel: [
    { from: 'pending_payment', to: 'cancelled', by: ['customer', 'staff'] },
    { from: 'draft', to: 'cancelled', by: ['staff'] },
    { from: 'confirmed', to: 'cancelled', by: ['staff'] },
  ],
  expire: [{ from: 'pending_payment', to: 'cancelled', by: ['system'] }],
  /** A parcel has left, others are still to follow. */
  ship_part: [{ from: 'paid', to: 'paid', by: ['staff'] }],
  ship: [{ from: 'paid', to: 'shipped', by: ['staff'] }],
  /** Some parcels have left, and what was still to follow was refunded. */
  close_shipping: [{ from: 'paid', to: 'shipped', by: ['staff', 'system'] }],
  receive: [{ from: 'shipped', to: 'completed', by: ['customer'] }],
  auto_receive: [{ from: 'shipped', to: 'completed', by: ['system'] }],
  refund: [
    { from: 'paid', to: 'refunded', by: ['customer', 'staff', 'system'] },
    { from: 'shipped', to: 'refunded', by: ['staff', 'system'] },
    { from: 'completed', to: 'refunded', by: ['staff', 'system'] },
  ],
} as const satisfies Record<OrderEvent, readonly Transition[]>;

export const ORDER_STATUS_LABELS: Readonly<Record<OrderStatus, string>> = {
  placing: '提交中',
  draft: '草稿',
  confirmed: '已确认',
  pending_payment: '待付款',
  paid: '待发货',
  shipped: '待收货',
  completed: '已完成',
  cancelled: '已取消',
  refunded: '已退款',
};

/** What people call an order's state: one that has sent a part of its goods is still to be shipped, but they are told that something is on its way. */
export function orderLabel(order: { readonly status: OrderStatus; readonly parcels?: readonly unknown[] }): string {
  return order.status === 'paid' && (order.parcels ?? []).length > 0 ? '部分发货' : ORDER_STATUS_LABELS[order.status];
}

const INITIAL_STATUS: OrderStatus = 'placing';
/** Where orders begin: a customer's, and one that staff write. */
export const INITIAL_STATUSES: readonly OrderStatus[] = [INITIAL_STATUS, 'draft'];
/** What holds stock for its lines until it is shipped or ended. */
export const HOLDING_STATUSES: readonly OrderStatus[] = ['confirmed', 'pending_payment', 'paid'];
export const FINAL_STATUSES: readonly OrderStatus[] = ['cancelled', 'refunded'];

/** The state an event leads to, or null when the event is not allowed there or not for that actor. */
export function transition(from: OrderStatus, event: OrderEvent, actor: Actor): OrderStatus | null {
  const rows: readonly Transition[] = ORDER_TRANSITIONS[event];
  const row = rows.find((candidate) => candidate.from === from && candidate.by.includes(actor));
  return row?.to ?? null;
}

/** What is wrong with the table: unknown, unreachable or dead-end states. Empty when it is sound; checked when a function starts. */
export function lifecycleFaults(): string[] {
  const all = Object.keys(ORDER_STATUS_LABELS) as OrderStatus[];
  const rows: Transition[] = Object.values(ORDER_TRANSITIONS).flatMap((list): Transition[] => [...list]);
  const faults: string[] = [];
  const reached = new Set<OrderStatus>(INITIAL_STATUSES);
  for (let grew = true; grew;) {
    grew = false;
    for (const row of rows) {
      if (reached.has(row.from) && !reached.has(row.to)) {
        reached.add(row.to);
        grew = true;
      }
    }
  }
  for (const status of all) {
    if (!reached.has(status)) faults.push(`state ${status} cannot be reached`);
    const exits = rows.some((row) => row.from === status);
    if (exits && FINAL_STATUSES.includes(status)) faults.push(`final state ${status} has an exit`);
    if (!exits && !FINAL_STATUSES.includes(status)) faults.push(`state ${status} has no exit`);
  }
  for (const row of rows) {
    if (!all.includes(row.from) || !all.includes(row.to)) faults.push(`transition ${row.from} → ${row.to} names an unknown state`);
  }
  return faults;
}
