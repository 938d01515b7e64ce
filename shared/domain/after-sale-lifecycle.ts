import type { Actor } from './order-lifecycle.ts';

/** The life of an after-sale case, as one table like the order's. `open` cases hold their line; from `refunding` on the books have it. */
export type AfterSaleStatus =
  'applied' | 'returning' | 'returned' | 'refunding' | 'manual' | 'refunded' | 'rejected' | 'withdrawn' | 'closed';

export type AfterSaleEvent =
  | 'approve_refund'
  | 'approve_return'
  | 'reject'
  | 'withdraw'
  | 'send_back'
  | 'receive'
  | 'refund_now'
  | 'settle'
  | 'fail'
  | 'retry'
  | 'pay_by_hand'
  | 'close';

export type AfterSaleType = 'refund_only' | 'return_goods';

interface Transition {
  readonly from: readonly AfterSaleStatus[];
  readonly to: AfterSaleStatus;
  readonly by: readonly Actor[];
}

const AFTER_SALE_TRANSITIONS: Readonly<Record<AfterSaleEvent, Transition>> = {
  approve_refund: { from: ['applied'], to: 'refunding', by: ['staff'] },
  approve_return: { from: ['applied'], to: 'returning', by: ['staff'] },
  /** Also after the parcel came: the goods are not what was to come back. */
  reject: { from: ['applied', 'returned'], to: 'rejected', by: ['staff'] },
  withdraw: { from: ['applied', 'returning'], to: 'withdrawn', by: ['customer'] },
  send_back: { from: ['returning'], to: 'returned', by: ['customer'] },
  /** From `returning` too: brought to the door, without a parcel number. */
  receive: { from: ['returning', 'returned'], to: 'refunding', by: ['staff'] },
  /** Spoiled goods are not sent back (坏果赔付). */
  refund_now: { from: ['applied', 'returning', 'returned'], to: 'refunding', by: ['staff'] },
  /** Also where a person was asked to pay: WeChat has done it after all. */
  settle: { from: ['refunding', 'manual'], to: 'refunded', by: ['system', 'staff'] },
  fail: { from: ['refunding'], to: 'manual', by: ['system', 'staff'] },
  retry: { from: ['manual'], to: 'refunding', by: ['staff'] },
  pay_by_hand: { from: ['manual'], to: 'refunded', by: ['staff'] },
  /** The order ended as a whole, or the goods were never sent back. */
  close: { from: ['applied', 'returning', 'returned'], to: 'closed', by: ['system', 'staff', 'customer'] },
};

export const AFTER_SALE_STATUS_LABELS: Readonly<Record<AfterSaleStatus, string>> = {
  applied: '待审核',
  returning: '待寄回',
  returned: '退货中',
  refunding: '退款中',
  manual: '待人工退款',
  refunded: '已退款',
  rejected: '已拒绝',
  withdrawn: '已撤销',
  closed: '已关闭',
};

const AFTER_SALE_INITIAL: AfterSaleStatus = 'applied';
export const AFTER_SALE_OPEN: readonly AfterSaleStatus[] = ['applied', 'returning', 'returned'];
const AFTER_SALE_FINAL: readonly AfterSaleStatus[] = ['refunded', 'rejected', 'withdrawn', 'closed'];

/** The state an event leads to, or null when it is not allowed there or not for that actor. */
export function afterSaleTransition(from: AfterSaleStatus, event: AfterSaleEvent, actor: Actor): AfterSaleStatus | null {
  const row = AFTER_SALE_TRANSITIONS[event];
  return row.from.includes(from) && row.by.includes(actor) ? row.to : null;
}

/** What is wrong with the table: unreachable or dead-end states, final ones with an exit. Empty when it is sound. */
export function afterSaleFaults(): string[] {
  const rows = Object.values(AFTER_SALE_TRANSITIONS);
  const reached = new Set<AfterSaleStatus>([AFTER_SALE_INITIAL]);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const row of rows) if (row.from.some((from) => reached.has(from))) reached.add(row.to);
  }
  return (Object.keys(AFTER_SALE_STATUS_LABELS) as AfterSaleStatus[]).flatMap((status) => {
    const exits = rows.some((row) => row.from.includes(status));
    const final = AFTER_SALE_FINAL.includes(status);
    return [
      ...(reached.has(status) ? [] : [`state ${status} cannot be reached`]),
      ...(exits && final ? [`final state ${status} has an exit`] : []),
      ...(!exits && !final ? [`state ${status} has no exit`] : []),
    ];
  });
}
