import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { submitOrder } from '@shop/shared/contracts/orders.ts';
import type { OrderDocument } from '@shop/shared/database/documents.ts';

export type SubmittedOrder = OutputOf<typeof submitOrder>;

/** A placed order as `submitOrder` answers it: the same however often it is asked. */
export function submitted(order: OrderDocument): SubmittedOrder {
  return {
    orderId: order._id,
    orderNo: order.orderNo,
    status: order.status,
    totalAmount: order.totalAmount,
    discountAmount: order.discountAmount,
    freightAmount: order.freightAmount,
    freightDiscount: order.freightDiscount ?? 0,
    userCouponId: order.userCouponId ?? null,
    coupons: [],
    pointsUsed: order.pointsUsed,
    pointsAmount: order.pointsAmount,
    pointsUsable: order.pointsUsed,
    paymentAmount: order.paymentAmount,
    expireTime: order.expireTime.getTime(),
    items: order.items,
    explain: order.explain,
  };
}

/** An order without what is the system's own business. */
export function orderView(order: OrderDocument): Omit<OrderDocument, 'task' | 'requestId'> {
  const { task: _task, requestId: _requestId, ...shown } = order;
  return shown;
}
