import type { CustomerDocument, CustomerStatementDocument } from '@shop/shared/database/documents.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import type { Caller } from '../../_platform/caller.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';

export interface OwedMove {
  /** The row's `_id`: the same act never books twice. */
  readonly key: string;
  readonly customer: CustomerDocument;
  readonly type: CustomerStatementDocument['type'];
  /** Fen, signed: what he owes grows by it. */
  readonly amount: number;
  readonly orderId: string | null;
  readonly reason: string;
  readonly operator: string;
  readonly method?: NonNullable<CustomerStatementDocument['method']>;
}

/** What a customer owes; one of the older system owes nothing yet. */
export function owedBy(customer: CustomerDocument): number {
  return (customer.owed as number | undefined) ?? 0;
}

/** Moves what a customer owes and writes the row of his statement, inside the caller's transaction. The only writer of `owed`. */
export async function bookOwed(transaction: Transaction, move: OwedMove): Promise<void> {
  const { key, customer, type, amount, orderId, reason, operator, method } = move;
  const now = new Date();
  await transaction.update(tables.customers, customer._id, { owed: command.inc(amount), updateTime: now });
  await transaction.insert(tables.customerStatements, {
    _id: key,
    customerId: customer._id,
    type,
    amount,
    owedAfter: owedBy(customer) + amount,
    orderId,
    ...(method === undefined ? {} : { method }),
    reason,
    operator,
    createTime: now,
  });
}

export interface Receipt {
  readonly requestId: string;
  readonly customerId: string;
  /** Fen. */
  readonly amount: number;
  readonly method: NonNullable<CustomerStatementDocument['method']>;
  readonly remark?: string | undefined;
}

const METHODS = { cash: '现金', transfer: '转账', wechat: '微信' } as const;

/** Money that a customer pays on what he owes, in part or ahead of it. The same `requestId` books once. Refuses CUSTOMER_NOT_FOUND, CUSTOMER_MERGED. */
export async function receive(input: Receipt, caller: Caller): Promise<Result<{ owed: number }>> {
  const key = stableId('receipt', caller.identity, input.requestId);
  const outcome = await transact<Result<{ owed: number; first: boolean }>>(async (transaction) => {
    const known = await transaction.get(tables.customerStatements, key);
    if (known !== null) return { commit: false, result: done({ owed: known.owedAfter, first: false }) };
    const customer = await transaction.get(tables.customers, input.customerId);
    if (customer === null) return { commit: false, result: refuse('CUSTOMER_NOT_FOUND') };
    if (customer.status === 'merged') return { commit: false, result: refuse('CUSTOMER_MERGED') };
    await bookOwed(transaction, {
      key,
      customer,
      type: 'receipt',
      amount: -input.amount,
      orderId: null,
      reason: input.remark || `${METHODS[input.method]}收款`,
      operator: caller.identity,
      method: input.method,
    });
    return { commit: true, result: done({ owed: owedBy(customer) - input.amount, first: true }) };
  });
  if (!outcome.ok) return outcome;
  const { owed, first } = outcome.data;
  if (first)
    await recordOperation(caller, 'customer.receive', input.customerId, { owed: owed + input.amount }, { owed, method: input.method });
  return done({ owed });
}

const PAGE = 50;

/** A customer's statement, newest first; `before` (ms) pages on. */
export async function statement(
  customerId: string,
  before: number | undefined,
): Promise<Result<{ rows: CustomerStatementDocument[]; owed: number }>> {
  const [customer, rows] = await Promise.all([
    tables.customers.get(customerId),
    tables.customerStatements.find(
      { customerId, createTime: command.lt(new Date(before ?? Date.now() + 1)) },
      { orderBy: [['createTime', 'desc']], limit: PAGE },
    ),
  ]);
  return customer === null ? refuse('CUSTOMER_NOT_FOUND') : done({ rows, owed: owedBy(customer) });
}
