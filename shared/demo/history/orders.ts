import type {
  AddressDocument,
  FreightTemplateDocument,
  LogisticsDocument,
  OrderDocument,
  OrderFlowDocument,
  Parcel,
  PaymentDocument,
  RefundDocument,
  ShopConfigDocument,
} from '../../database/documents.ts';
import { carrierName } from '../../domain/carriers.ts';
import { fen } from '../../domain/money.ts';
import type { OrderEvent, OrderStatus } from '../../domain/order-lifecycle.ts';
import { orderNumber } from '../../domain/order-number.ts';
import { priceOrder } from '../../domain/pricing.ts';
import { beijingStamp } from '../../domain/time.ts';
import { chance } from './chance.ts';
import type { Plan } from './plan.ts';

const HOUR = 60 * 60_000;
const SHIPPER = 's-demo-01';

/** An order with everything that is written down about it besides stock and purses. */
export interface Told {
  readonly plan: Plan;
  readonly order: OrderDocument;
  readonly flows: readonly OrderFlowDocument[];
  readonly payment: PaymentDocument | null;
  readonly refund: RefundDocument | null;
  readonly logistics: LogisticsDocument | null;
}

export interface Terms {
  readonly addresses: readonly AddressDocument[];
  readonly freight: FreightTemplateDocument;
  readonly config: ShopConfigDocument;
}

function priced({ lines, points }: Plan, province: string, { freight, config }: Terms) {
  const outcome = priceOrder({
    lines: lines.map(({ product, sku, quantity }) => ({
      productId: product._id,
      skuId: sku.skuId,
      quantity,
      skuPrice: fen(sku.price),
      zoneDiscountPercent: product.isDiscount ? product.discountRate : 0,
      weightGrams: sku.weightGrams,
    })),
    province,
    freight,
    pointsWanted: points,
    pointsAvailable: points,
    pointsRule: config.points,
  });
  if (!outcome.ok) throw new Error(`the demo sells to ${outcome.unservedProvince}, which is not served`);
  return outcome.price;
}

function statusOf({ paid, shipped, received, ended }: Plan): OrderStatus {
  if (ended !== undefined) return ended.how === 'refund' ? 'refunded' : 'cancelled';
  if (received !== undefined) return 'completed';
  if (shipped !== undefined) return 'shipped';
  return paid === undefined ? 'pending_payment' : 'paid';
}

const NUMBERS: readonly (readonly [company: string, prefix: string, digits: number])[] = [
  ['zhongtong', '78', 12],
  ['yuantong', 'YT', 13],
  ['shunfeng', 'SF', 13],
  ['jd', 'JDV', 12],
  ['yunda', '43', 13],
];

function parcel(number: number, at: number): Parcel {
  const luck = chance(number + 9000);
  const [company, prefix, digits] = luck.of(NUMBERS);
  const rest = Array.from({ length: digits }, () => luck.below(10)).join('');
  return { company, companyName: carrierName(company), number: prefix + rest, shippedAt: new Date(at) };
}

/** What became of a planned order; `sequence` counts the orders of its day. */
export function tell(plan: Plan, sequence: number, terms: Terms, now: Date): Told {
  const { member, placed, paid, shipped, received, ended, method } = plan;
  const address = terms.addresses.find((one) => one.userId === member._id && one.isDefault);
  if (address === undefined) throw new Error(`${member._id} has no address`);
  const price = priced(plan, address.province, terms);
  const orderNo = orderNumber(placed, sequence);
  const id = `demo-order-${String(plan.number).padStart(3, '0')}`;
  const status = statusOf(plan);
  const items = plan.lines.map(({ product, sku, quantity }, index) => {
    const line = price.lines[index];
    if (line === undefined) throw new Error('the price chain lost a line');
    const { unitPrice, amount, discount, payable } = line;
    const shown = { name: product.name, image: product.images[0] ?? '', specs: sku.name, unit: product.unit };
    return { productId: product._id, skuId: sku.skuId, ...shown, unitPrice, quantity, amount, discount, payable };
  });
  const parcels = shipped === undefined ? [] : [parcel(plan.number, shipped)];
  const reason = { cancel: '不想要了', expire: '超时未支付，自动取消', refund: '拍错了，重新下单' };
  const paymentId = method === 'wechat' ? `${orderNo}W` : `${orderNo}B`;
  const transactionId = `4200002${beijingStamp(paid ?? placed)}${String(plan.number).padStart(7, '0')}`;
  const { name, phone, province, city, district, detail } = address;
  const order: OrderDocument = {
    _id: id,
    orderNo,
    _openid: member._openid,
    userId: member._id,
    requestId: `demo-request-${plan.number}`,
    source: 'mall',
    status,
    placed: true,
    hidden: false,
    items,
    itemCount: items.reduce((sum, item) => sum + item.quantity, 0),
    address: { name, phone, province, city, district, detail },
    remark: chance(plan.number + 5000).of(['', '', '', '', '', '', '请放门口，谢谢', '周末在家，工作日放驿站', '麻烦挑熟一点的']),
    totalAmount: price.goodsAmount,
    discountAmount: price.discountAmount,
    freightAmount: price.freightAmount,
    pointsUsed: price.pointsUsed,
    pointsAmount: price.pointsAmount,
    paymentAmount: price.paymentAmount,
    explain: [...price.explain],
    refundedAmount: ended?.how === 'refund' ? price.paymentAmount : 0,
    ...(paid === undefined ? {} : { paymentMethod: method, paymentId, paymentTime: new Date(paid) }),
    ...(paid !== undefined && method === 'wechat' ? { weChatOpened: true, transactionId } : {}),
    parcels,
    createTime: new Date(placed),
    expireTime: new Date(placed + terms.config.payMinutes * 60_000),
    ...(shipped === undefined ? {} : { deliveryTime: new Date(shipped) }),
    ...(received === undefined ? {} : { receiveTime: new Date(received.at) }),
    ...(ended === undefined ? {} : { cancelTime: new Date(ended.at), cancelReason: reason[ended.how] }),
    updateTime: new Date(ended?.at ?? received?.at ?? shipped ?? paid ?? placed),
  };
  const payment: PaymentDocument | null =
    paid === undefined
      ? null
      : {
          _id: paymentId,
          _openid: member._openid,
          orderId: id,
          orderNo,
          method,
          amount: price.paymentAmount,
          status: ended === undefined ? 'success' : 'refunded',
          ...(method === 'wechat' ? { transactionId, tradeExpires: order.expireTime } : {}),
          paidAt: new Date(paid),
          createTime: new Date(paid - (method === 'wechat' ? 9000 : 0)),
          updateTime: new Date(ended?.at ?? paid),
        };
  const refunded = ended?.how === 'refund' && method === 'wechat' ? ended.at : null;
  const refund: RefundDocument | null =
    refunded === null
      ? null
      : {
          _id: `${paymentId}R`,
          _openid: member._openid,
          orderId: id,
          paymentId,
          amount: price.paymentAmount,
          status: 'success',
          reason: reason.refund,
          attempts: 1,
          nextAttempt: new Date(refunded + 2 * 60_000),
          createTime: new Date(refunded),
          updateTime: new Date(refunded + 45_000),
        };
  return { plan, order, flows: flows(plan, order, reason), payment, refund, logistics: logistics(plan, order, now) };
}

function flows(
  { placed, paid, shipped, received, ended, method }: Plan,
  order: OrderDocument,
  reason: Readonly<Record<'cancel' | 'expire' | 'refund', string>>,
): OrderFlowDocument[] {
  const row = (
    event: OrderEvent,
    [fromStatus, toStatus]: readonly [OrderStatus, OrderStatus],
    operatorType: OrderFlowDocument['operatorType'],
    remark: string,
    at: number,
  ): OrderFlowDocument => ({
    _id: `${order._id}.${event}`,
    _openid: order._openid,
    orderId: order._id,
    event,
    fromStatus,
    toStatus,
    operator: operatorType === 'customer' ? order._openid : operatorType === 'staff' ? SHIPPER : 'system',
    operatorType,
    remark,
    createTime: new Date(at),
  });
  const told = [row('place', ['placing', 'pending_payment'], 'customer', '提交订单', placed)];
  if (paid !== undefined)
    told.push(row('pay', ['pending_payment', 'paid'], 'customer', method === 'wechat' ? '微信支付' : '余额支付', paid));
  if (shipped !== undefined) {
    const parcels = order.parcels.map((one) => `${one.companyName} ${one.number}`).join('；');
    told.push(row('ship', ['paid', 'shipped'], 'staff', parcels, shipped));
  }
  if (received !== undefined) {
    const event = received.by === 'system' ? 'auto_receive' : 'receive';
    told.push(row(event, ['shipped', 'completed'], received.by, '确认收货', received.at));
  }
  if (ended !== undefined) {
    const from = ended.how === 'refund' ? 'paid' : 'pending_payment';
    told.push(row(ended.how, [from, order.status], ended.how === 'expire' ? 'system' : 'customer', reason[ended.how], ended.at));
  }
  return told;
}

/** The stations of a parcel so far, oldest first. */
function logistics({ shipped, received }: Plan, order: OrderDocument, now: Date): LogisticsDocument | null {
  const [first] = order.parcels;
  if (shipped === undefined || first === undefined) return null;
  const { city, district } = order.address;
  const journey = Math.min((received?.at ?? shipped + 60 * HOUR) - shipped, 70 * HOUR);
  const stations: readonly (readonly [share: number, text: string, status: LogisticsDocument['status']])[] = [
    [0, '商家已发货，等待快递揽收', 'shipped'],
    [0.06, `【杭州市】余杭仓已揽收，快递员正发往转运中心`, 'in_transit'],
    [0.3, `【杭州市】已离开杭州转运中心，发往${city}`, 'in_transit'],
    [0.72, `【${city}】已到达${city}转运中心`, 'in_transit'],
    [0.88, `【${city}】${district}营业点正在派送，请保持电话畅通`, 'delivering'],
    [0.97, `【${city}】已签收，感谢使用${first.companyName}`, 'signed'],
  ];
  const passed = stations.filter(([share]) => shipped + share * journey <= now.getTime());
  const last = passed.at(-1);
  return {
    _id: `${order._id}.1`,
    _openid: order._openid,
    orderId: order._id,
    company: first.company,
    companyName: first.companyName,
    number: first.number,
    status: last?.[2] ?? 'shipped',
    tracks: passed.map(([share, text]) => ({ time: new Date(shipped + Math.round(share * journey)), text })),
    createTime: new Date(shipped),
    updateTime: new Date(shipped + Math.round((last?.[0] ?? 0) * journey)),
  };
}
