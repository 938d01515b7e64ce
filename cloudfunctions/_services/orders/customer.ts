import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { addToCart } from '../members/cart.ts';
import { endOrder } from './cancel.ts';
import { receive } from './fulfil.ts';
import { orderView } from './view.ts';

export type OrderAnswer = Result<{ order: ReturnType<typeof orderView> }>;

/** His own placed order; anybody else's does not exist for him. */
async function own(orderId: string, caller: Caller): Promise<OrderDocument | null> {
  const order = await tables.orders.get(orderId);
  return order !== null && order.placed && caller.openid !== null && order._openid === caller.openid ? order : null;
}

function answer(result: Result<OrderDocument>): OrderAnswer {
  return result.ok ? done({ order: orderView(result.data) }) : result;
}

export async function getOrder(orderId: string, caller: Caller): Promise<OrderAnswer> {
  const order = await own(orderId, caller);
  return order === null ? refuse('ORDER_NOT_FOUND') : done({ order: orderView(order) });
}

export async function cancelOrder(orderId: string, reason: string | undefined, caller: Caller): Promise<OrderAnswer> {
  const order = await own(orderId, caller);
  if (order === null) return refuse('ORDER_NOT_FOUND');
  return answer(await endOrder(order, { identity: caller.identity, actor: 'customer' }, reason || '用户取消'));
}

export async function confirmOrder(orderId: string, caller: Caller): Promise<OrderAnswer> {
  const order = await own(orderId, caller);
  return order === null ? refuse('ORDER_NOT_FOUND') : answer(await receive(order, { identity: caller.identity, actor: 'customer' }));
}

/** Takes an order that is over from his list; the shop keeps it. */
export async function removeOrder(orderId: string, caller: Caller): Promise<OrderAnswer> {
  const order = await own(orderId, caller);
  if (order === null) return refuse('ORDER_NOT_FOUND');
  const over = { _id: orderId, status: command.in(['completed', 'cancelled', 'refunded']) };
  if (!(await tables.orders.updateOne(over, { hidden: true }))) return refuse('ORDER_STATE', '进行中的订单不能删除');
  return done({ order: orderView({ ...order, hidden: true }) });
}

/** Puts the order's lines back into the cart, as far as they are still sold. Refuses PRODUCT_NOT_FOUND when none is. */
export async function buyAgain(orderId: string, caller: Caller): Promise<OrderAnswer> {
  const order = await own(orderId, caller);
  if (order === null) return refuse('ORDER_NOT_FOUND');
  let added = 0;
  for (const { productId, skuId, quantity } of order.items) {
    const result = await addToCart(order._openid, { productId, skuId, quantity });
    if (result.ok) added += 1;
    else if (result.reason === 'CART_FULL') return result;
  }
  return added === 0 ? refuse('PRODUCT_NOT_FOUND', '订单里的商品都已下架') : done({ order: orderView(order) });
}
