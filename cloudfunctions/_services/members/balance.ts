import type { BalanceLogDocument, MemberDocument } from '@shop/shared/database/documents.ts';
import { command, type Transaction } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

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
