import type { InputOf, OutputOf } from '@shop/shared/contracts/contract.ts';
import type { batchUpdateOrders } from '@shop/shared/contracts/internal-orders.ts';
import type { BatchJobDocument, BatchResult, OrderDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { stableId } from '../../_platform/ids.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { confirmDraft } from '../internal/confirm.ts';
import { changeRemark } from './change.ts';
import { ship } from './fulfil.ts';
import { cancelByStaff } from './staff.ts';

type Input = InputOf<typeof batchUpdateOrders>;
type Answer = OutputOf<typeof batchUpdateOrders>;

/** A function may run for a minute; what is left then waits for the next call of the same request. */
const TIME_MS = 40_000;
const AT_ONCE = 5;

/** One order of a batch: its act by the ordinary service, and how to see that an earlier call had done it before it could write that down. */
interface Piece {
  readonly orderId: string;
  readonly act: () => Promise<Result<unknown>>;
  readonly happened: (order: OrderDocument) => boolean;
}

function pieces(input: Input, caller: Caller): Piece[] {
  switch (input.action) {
    case 'ship':
      return input.orders.map(({ orderId, company, number }) => ({
        orderId,
        act: () => ship({ orderId, parcels: [{ company, number }] }, caller),
        happened: (order) => order.parcels.some((parcel) => parcel.company === company && parcel.number === number),
      }));
    case 'remark':
      return input.orderIds.map((orderId) => ({
        orderId,
        act: () => changeRemark({ requestId: stableId('batch', input.requestId, orderId), orderId, remark: input.remark }, caller),
        happened: () => false,
      }));
    case 'cancel':
      return input.orderIds.map((orderId) => ({
        orderId,
        act: () => cancelByStaff(orderId, input.reason, caller),
        happened: (order) => (order.status === 'cancelled' || order.status === 'refunded') && order.cancelReason === input.reason,
      }));
    case 'confirm':
      return input.orderIds.map((orderId) => ({
        orderId,
        act: () => confirmDraft(orderId, caller),
        happened: (order) => order.status === 'confirmed',
      }));
  }
}

/**
 * The same act on many orders, each by its own service and with its own result; one that is refused or fails does not stop the others. Results are kept per order, so the
 * same `requestId` repeats nothing and goes on where an earlier call stopped. Refuses INPUT_INVALID: an order named twice, or the same request for other orders.
 */
export async function batchUpdate(input: Input, caller: Caller): Promise<Result<Answer>> {
  const work = pieces(input, caller);
  const orderIds = work.map(({ orderId }) => orderId);
  if (new Set(orderIds).size < orderIds.length) return refuse('INPUT_INVALID', '同一订单出现了两次');
  const job = await openJob(stableId('batch', caller.identity, input.requestId), input.action, orderIds, caller);
  if (job.action !== input.action || job.orderIds.join() !== orderIds.join()) return refuse('INPUT_INVALID', '该批次号已用于其他订单');

  const results = new Map(Object.entries(job.results));
  const left = work.filter(({ orderId }) => !results.has(orderId));
  const until = Date.now() + TIME_MS;
  for (let from = 0; from < left.length && Date.now() < until; from += AT_ONCE) {
    const group = left.slice(from, from + AT_ONCE);
    const outcomes = await Promise.all(group.map((piece) => attempt(piece, job)));
    for (const [index, { orderId }] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) results.set(orderId, outcome);
    }
    const written = Object.fromEntries(
      group.flatMap(({ orderId }, index) => (outcomes[index] ? [[`results.${orderId}`, outcomes[index]]] : [])),
    );
    await tables.batchJobs.updateOne({ _id: job._id }, { ...written, updateTime: new Date() });
  }
  const list = orderIds.flatMap((orderId) => {
    const result = results.get(orderId);
    return result === undefined ? [] : [{ orderId, ...result }];
  });
  return done({ results: list, remaining: orderIds.length - list.length });
}

async function openJob(_id: string, action: string, orderIds: string[], caller: Caller): Promise<BatchJobDocument> {
  const now = new Date();
  const fresh: BatchJobDocument = { _id, action, orderIds, results: {}, operator: caller.identity, createTime: now, updateTime: now };
  if (await tables.batchJobs.insertOnce(fresh)) return fresh;
  return (await tables.batchJobs.get(_id)) ?? fresh;
}

/** A refusal of an order that an earlier call of this very job has dealt with is its success. */
async function attempt({ orderId, act, happened }: Piece, job: BatchJobDocument): Promise<BatchResult> {
  try {
    const result = await act();
    if (result.ok) return { ok: true };
    const order = await tables.orders.get(orderId);
    if (order !== null && order.updateTime >= job.createTime && happened(order)) return { ok: true };
    return { ok: false, reason: result.reason, message: result.message };
  } catch (error) {
    log.error('batch piece failed', error, { order: orderId, job: job._id });
    const { reason, message } = refuse('INTERNAL');
    return { ok: false, reason, message };
  }
}
