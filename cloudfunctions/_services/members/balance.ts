import type { BalanceLogDocument, MemberDocument, OrderDocument, PendingDebit } from '@shop/shared/database/documents.ts';
import { debitRowId } from '@shop/shared/domain/debits.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/**
 * Takes an order's money off a balance in one conditional write that leaves a marker; {@link proveDebit} writes the ledger row and {@link settleDebit} takes the marker out.
 * No transaction is held over a member who buys. Null when the balance does not suffice, or when another call is paying the same order.
 */
export async function debitBalance(memberId: string, debit: PendingDebit): Promise<MemberDocument | null> {
  const { amount, orderId } = debit;
  return tables.members.updateAndRead(
    { _id: memberId, balance: command.gte(amount), 'debits.orderId': command.neq(orderId) },
    { balance: command.inc(-amount), debits: command.push([debit]), updateTime: debit.at },
  );
}

/** The order was not paid by it: the money is the member's again, once. */
export async function undoDebit(memberId: string, { attempt, amount }: PendingDebit): Promise<boolean> {
  return tables.members.updateOne(
    { _id: memberId, 'debits.attempt': attempt },
    { balance: command.inc(amount), debits: command.pull({ attempt }), updateTime: new Date() },
  );
}

/** Writes the row of a debit that paid its order; one that is there already stays. Nothing was taken for an order that cost nothing. */
export async function proveDebit(member: MemberDocument, order: OrderDocument, debit: PendingDebit): Promise<void> {
  if (debit.amount === 0) return;
  await tables.balanceLogs.insertOnce({
    _id: debitRowId(debit),
    _openid: member._openid,
    userId: member._id,
    type: 'pay',
    amount: -debit.amount,
    balanceAfter: member.balance,
    orderId: order._id,
    reason: `订单 ${order.orderNo}`,
    operator: order._openid,
    createTime: debit.at,
  });
}

export async function settleDebit(memberId: string, { attempt }: PendingDebit): Promise<void> {
  await tables.members.updateOne({ _id: memberId }, { debits: command.pull({ attempt }) });
}

export interface BalanceMove {
  /** The row's `_id`: the same act never books twice. */
  readonly key: string;
  readonly member: MemberDocument;
  readonly type: BalanceLogDocument['type'];
  /** Fen, signed. */
  readonly amount: number;
  readonly orderId: string | null;
  readonly reason: string;
  readonly operator: string;
}

/** Moves a member's balance and writes the row that proves it, inside the caller's transaction. The caller has checked that it does not fall below zero. */
export async function bookBalance(transaction: Transaction, move: BalanceMove): Promise<void> {
  const { member, amount } = move;
  const now = new Date();
  await transaction.update(tables.members, member._id, { balance: command.inc(amount), updateTime: now });
  await transaction.insert(tables.balanceLogs, {
    _id: move.key,
    _openid: member._openid,
    userId: member._id,
    type: move.type,
    amount,
    balanceAfter: member.balance + amount,
    orderId: move.orderId,
    reason: move.reason,
    operator: move.operator,
    createTime: now,
  });
}
