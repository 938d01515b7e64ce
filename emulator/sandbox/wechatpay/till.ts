import { join } from 'node:path';
import type { Clock } from '../../types.ts';
import { openJournal } from '../journal.ts';
import type { Notice, PayOrder, Refund } from './model.ts';

export interface Merchant {
  readonly appid: string;
  readonly mchId: string;
  readonly key: string;
}

/** The merchant's orders, refunds and notices, kept in the data folder. */
export interface Till {
  readonly merchant: Merchant;
  readonly clock: Clock;
  order(outTradeNo: string): PayOrder | undefined;
  byPrepayId(prepayId: string): PayOrder | undefined;
  byTransactionId(transactionId: string): PayOrder | undefined;
  orders(): IterableIterator<PayOrder>;
  saveOrder(order: PayOrder): void;
  refund(outRefundNo: string): Refund | undefined;
  refunds(): IterableIterator<Refund>;
  refundsOf(outTradeNo: string): readonly Refund[];
  saveRefund(refund: Refund): void;
  notices(): IterableIterator<Notice>;
  saveNotice(notice: Notice): void;
  close(): void;
}

export function openTill(folder: string, merchant: Merchant, clock: Clock): Till {
  const orders = openJournal<PayOrder>(join(folder, 'wechatpay-orders.jsonl'));
  const refunds = openJournal<Refund>(join(folder, 'wechatpay-refunds.jsonl'));
  const notices = openJournal<Notice>(join(folder, 'wechatpay-notices.jsonl'), ({ state }) => state !== 'pending');
  const prepaid = new Map<string, string>();
  const transactions = new Map<string, string>();
  const refundsByOrder = new Map<string, Set<string>>();

  function indexOrder(order: PayOrder): void {
    prepaid.set(order.prepayId, order.outTradeNo);
    if (order.paid) transactions.set(order.paid.transactionId, order.outTradeNo);
  }
  function indexRefund(refund: Refund): void {
    const own = refundsByOrder.get(refund.outTradeNo);
    if (own) own.add(refund.outRefundNo);
    else refundsByOrder.set(refund.outTradeNo, new Set([refund.outRefundNo]));
  }
  for (const order of orders.values()) indexOrder(order);
  for (const refund of refunds.values()) indexRefund(refund);

  return {
    merchant,
    clock,
    order: (outTradeNo) => orders.get(outTradeNo),
    byPrepayId: (prepayId) => orders.get(prepaid.get(prepayId) ?? ''),
    byTransactionId: (transactionId) => orders.get(transactions.get(transactionId) ?? ''),
    orders: () => orders.values(),
    saveOrder(order) {
      orders.put(order.outTradeNo, order);
      indexOrder(order);
    },
    refund: (outRefundNo) => refunds.get(outRefundNo),
    refunds: () => refunds.values(),
    refundsOf: (outTradeNo) => [...(refundsByOrder.get(outTradeNo) ?? [])].flatMap((number) => refunds.get(number) ?? []),
    saveRefund(refund) {
      refunds.put(refund.outRefundNo, refund);
      indexRefund(refund);
    },
    notices: () => notices.values(),
    saveNotice: (notice) => notices.put(notice.id, notice),
    close() {
      orders.close();
      refunds.close();
      notices.close();
    },
  };
}
