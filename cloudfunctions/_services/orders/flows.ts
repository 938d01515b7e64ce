import type { OrderDocument, OrderFlowDocument } from '@shop/shared/database/documents.ts';
import type { OrderEvent, OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { tables } from '../../_platform/tables.ts';

export interface FlowNote {
  readonly event: OrderEvent;
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly operator: string;
  readonly operatorType: 'customer' | 'staff' | 'system';
  readonly remark: string;
  readonly at: Date;
  /** Of an event that happens more than once: which time. */
  readonly part?: number;
}

/** One change of state as it is written down. Its `_id` names order and event, so that a repaired act does not tell it twice. */
export function flowRow(order: Pick<OrderDocument, '_id' | '_openid'>, note: FlowNote): OrderFlowDocument {
  return {
    _id: `${order._id}.${note.event}${note.part === undefined ? '' : `.${note.part}`}`,
    _openid: order._openid,
    orderId: order._id,
    event: note.event,
    fromStatus: note.from,
    toStatus: note.to,
    operator: note.operator,
    operatorType: note.operatorType,
    remark: note.remark,
    createTime: note.at,
  };
}

export async function writeFlow(order: Pick<OrderDocument, '_id' | '_openid'>, note: FlowNote): Promise<void> {
  await tables.orderFlows.insertOnce(flowRow(order, note));
}
