import { PAYMENT_METHOD_LABELS } from '@shop/shared/domain/payment-methods.ts';
import type { LogisticsDocument, OrderDocument, OrderFlowDocument } from '@shop/shared/database/documents.ts';
import { spacedPhone } from '@shop/shared/domain/phone.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';
import { afterSaleDays } from '../../data/after-sales.ts';
import { shopConfig } from '../../data/catalog.ts';
import { lineClaim, USUAL_DAYS, type LineClaim } from '../../models/after-sale.ts';
import {
  amountRows,
  countdown,
  flowRows,
  orderActs,
  orderLine,
  orderSteps,
  statusHead,
  type ActButton,
  type AmountRow,
  type FlowRow,
  type OrderAct,
  type OrderLine,
  type OrderStep,
  type StatusHead,
} from '../../models/order.ts';
import { parcelViews, type ParcelView } from '../../models/parcel.ts';
import { sumText, type PriceText } from '../../models/product.ts';
import { dataOf, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { ME, serverNow } from '../../utils/cloud.ts';
import { back, toProduct } from '../../utils/go.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { actOnOrder } from '../../utils/order-acts.ts';
import { signedIn } from '../../utils/session.ts';

interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly head: StatusHead;
  readonly steps: readonly OrderStep[];
  readonly parcels: readonly ParcelView[];
  readonly who: string;
  readonly where: string;
  readonly lines: readonly (OrderLine & { readonly claim: LineClaim })[];
  readonly amounts: readonly AmountRow[];
  readonly paid: boolean;
  readonly sum: PriceText;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly acts: readonly ActButton[];
}

const FLOW_LIMIT = 50;
const PARCEL_LIMIT = 20;

function factsOf(order: OrderDocument): OrderView['facts'] {
  const method = order.paymentMethod === undefined ? '' : PAYMENT_METHOD_LABELS[order.paymentMethod];
  const facts = [
    { label: '下单时间', value: formatDateTime(order.createTime) },
    { label: '支付方式', value: method },
    { label: '付款时间', value: order.paymentTime ? formatDateTime(order.paymentTime) : '' },
    { label: '发货时间', value: order.deliveryTime ? formatDateTime(order.deliveryTime) : '' },
    { label: '收货时间', value: order.receiveTime ? formatDateTime(order.receiveTime) : '' },
    { label: '订单备注', value: order.remark },
  ];
  return facts.filter((fact) => fact.value !== '');
}

function viewOf(order: OrderDocument, logistics: readonly LogisticsDocument[], days: number): OrderView {
  const now = new Date(serverNow());
  const { address } = order;
  return {
    id: order._id,
    number: order.orderNo,
    head: statusHead(order),
    steps: orderSteps(order),
    parcels: parcelViews(order, logistics),
    who: `${address.name}  ${spacedPhone(address.phone)}`,
    where: `${address.province}${address.city === address.province ? '' : address.city}${address.district}${address.detail}`,
    lines: order.items.map((item) => ({ ...orderLine(item), claim: lineClaim(order, item.skuId, now, days) })),
    amounts: amountRows(order),
    paid: order.paymentTime !== undefined,
    sum: sumText(order.paymentAmount),
    facts: factsOf(order),
    acts: orderActs(order, serverNow()).filter(({ act }) => act !== 'track'),
  };
}

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    view: null as OrderView | null,
    flows: [] as FlowRow[],
    /** Numbers of parcels whose tracks are all shown. */
    opened: {} as Record<string, boolean>,
    left: '',
    stale: false,
  },
  orderId: '',
  focus: '',
  order: null as OrderDocument | null,
  logistics: [] as readonly LogisticsDocument[],
  /** For how long after completion money can be asked back. */
  days: USUAL_DAYS,
  leaving: false,

  onLoad(query) {
    this.orderId = query['id'] ?? '';
    this.focus = query['focus'] ?? '';
    live(this).every(1000, () => this.tick());
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    this.days = await afterSaleDays();
    live(this).open<OrderDocument>('order', {
      collection: 'orders',
      where: { _openid: ME, _id: this.orderId },
      limit: 1,
      onData: ([order]) => this.take(order ?? null),
      onState: live(this).tellStale,
    });
    live(this).open<OrderFlowDocument>('flows', {
      collection: 'orderStatusFlows',
      where: { _openid: ME, orderId: this.orderId },
      orderBy: [['createTime', 'asc']],
      limit: FLOW_LIMIT,
      onData: (flows) => this.setData({ flows: flowRows(flows) }),
    });
    live(this).open<LogisticsDocument>('logistics', {
      collection: 'logistics',
      where: { _openid: ME, orderId: this.orderId },
      limit: PARCEL_LIMIT,
      onData: (logistics) => this.takeTracks(logistics),
    });
  },

  takeTracks(logistics: readonly LogisticsDocument[]) {
    this.logistics = logistics;
    if (this.order !== null && !this.order.hidden) this.setData({ view: viewOf(this.order, logistics, this.days) });
  },

  toggleTracks(event: WechatMiniprogram.BaseEvent) {
    const number = dataOf(event, 'number');
    this.setData({ opened: { ...this.data.opened, [number]: this.data.opened[number] !== true } });
  },

  take(order: OrderDocument | null) {
    if (this.leaving) return;
    this.order = order;
    if (order === null || order.hidden) {
      this.setData({ phase: 'gone' });
      return;
    }
    const first = this.data.phase === 'loading';
    this.setData({ phase: 'ready', view: viewOf(order, this.logistics, this.days) });
    this.tick();
    if (first && this.focus === 'parcels') void wx.pageScrollTo({ selector: '#parcels', duration: 200 });
  },

  tick() {
    if (this.order === null) return;
    const waiting = this.order.status === 'pending_payment';
    const left = waiting ? countdown(this.order.expireTime.getTime() - serverNow()) : '';
    if (left === this.data.left) return;
    // When the time runs out the button to pay goes, before the timer has cancelled the order.
    if (waiting && left === '') this.setData({ left, view: viewOf(this.order, this.logistics, this.days) });
    else this.setData({ left });
  },

  async act(event: WechatMiniprogram.BaseEvent) {
    const act = dataOf(event, 'act') as OrderAct;
    const changed = await actOnOrder(act, this.orderId);
    if (changed && act === 'remove') {
      this.leaving = true;
      back();
    }
  },

  copy(event: WechatMiniprogram.BaseEvent) {
    void wx.setClipboardData({ data: dataOf(event, 'text') }).then(() => praise('已复制'));
  },

  callCarrier(event: WechatMiniprogram.BaseEvent) {
    wx.makePhoneCall({ phoneNumber: dataOf(event, 'phone'), fail: () => undefined });
  },

  async callShop() {
    const config = await shopConfig().catch(() => null);
    if (!config?.servicePhone) say('客服电话还没有设置');
    else wx.makePhoneCall({ phoneNumber: config.servicePhone, fail: () => undefined });
  },

  claim(event: WechatMiniprogram.BaseEvent) {
    const line = this.data.view?.lines.find(({ skuId }) => skuId === dataOf(event, 'sku'));
    if (line?.claim.act === 'apply') void wx.navigateTo({ url: `/pages/after-sale-apply/index?order=${this.orderId}&sku=${line.skuId}` });
    else if (line?.claim.act === 'case') void wx.navigateTo({ url: `/pages/after-sale/index?id=${line.claim.caseId}` });
  },

  openProduct(event: WechatMiniprogram.BaseEvent) {
    toProduct(dataOf(event, 'id'));
  },

  toOrders() {
    void wx.redirectTo({ url: '/pages/orders/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
