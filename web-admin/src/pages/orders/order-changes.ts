import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { PAYMENT_METHOD_LABELS } from '@shop/shared/domain/payment-methods.ts';
import { formatYuan, parseYuan } from '@shop/shared/domain/money.ts';
import { ORDER_STATUS_LABELS } from '@shop/shared/domain/order-lifecycle.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';

/** What staff change in an order, and the list as a spreadsheet takes it. Pure: tested without a browser. */
export interface ChangeActions {
  readonly price: boolean;
  readonly address: boolean;
}

/** The price changes before payment, the address before shipping. */
export function changeActions(status: OrderDocument['status'], permissions: readonly string[]): ChangeActions {
  const unpaid = status === 'pending_payment' || status === 'draft' || status === 'confirmed';
  return {
    price: unpaid && permissions.includes('orders.price'),
    address: (unpaid || status === 'paid') && permissions.includes('orders.address'),
  };
}

export type PriceReading =
  | { readonly ok: true; readonly goodsAmount: number; readonly freightAmount: number; readonly paymentAmount: number }
  | { readonly ok: false; readonly goods: string; readonly freight: string };

/** The two sums of an order as typed, yuan. Nothing is changed where both are as they were: then `paymentAmount` is the order's. */
export function readPrices(goodsText: string, freightText: string): PriceReading {
  const read = (text: string): number | null => {
    const amount = parseYuan(text.normalize('NFKC').trim());
    return amount !== null && amount >= 0 && amount <= 100_000_000 ? amount : null;
  };
  const [goodsAmount, freightAmount] = [read(goodsText), read(freightText)];
  if (goodsAmount === null || freightAmount === null) {
    const problem = '请输入金额，最多两位小数';
    return { ok: false, goods: goodsAmount === null ? problem : '', freight: freightAmount === null ? problem : '' };
  }
  return { ok: true, goodsAmount, freightAmount, paymentAmount: goodsAmount + freightAmount };
}

/** What the goods of an order cost now, without its freight. */
export function goodsAmountOf(order: Pick<OrderDocument, 'items'>): number {
  return order.items.reduce((sum, item) => sum + item.payable, 0);
}

const HEAD = [
  '订单号',
  '下单时间',
  '状态',
  '收货人',
  '电话',
  '地址',
  '商品',
  '件数',
  '商品金额',
  '优惠',
  '运费',
  '实付',
  '支付方式',
  '快递单号',
  '买家留言',
  '店员备注',
];

/** A cell that a spreadsheet shows as it is: quoted where it must be, and never taken for a formula, also not in wide characters, which a Chinese Excel reads alike. */
function cell(value: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Orders as CSV that Excel opens in Chinese: with a byte order mark, CRLF, and long numbers as text. */
export function ordersCsv(orders: readonly OrderDocument[], notes: ReadonlyMap<string, string> = new Map()): string {
  const text = (digits: string): string => (digits === '' ? '' : `\t${digits}`);
  const rows = orders.map((order) => {
    const { address } = order;
    return [
      text(order.orderNo),
      formatDateTime(order.createTime),
      ORDER_STATUS_LABELS[order.status],
      cell(address.name),
      text(address.phone),
      cell(
        [address.province, address.city, address.district, address.detail].filter((part, at, all) => part && part !== all[at - 1]).join(''),
      ),
      cell(order.items.map((item) => `${item.name} ${item.specs} ×${String(item.quantity)}`).join('；')),
      String(order.itemCount),
      formatYuan(order.totalAmount),
      formatYuan(order.discountAmount),
      formatYuan(order.freightAmount),
      formatYuan(order.paymentAmount),
      order.paymentMethod === undefined ? '' : PAYMENT_METHOD_LABELS[order.paymentMethod],
      cell(order.parcels.map((parcel) => `${parcel.companyName} ${parcel.number}`).join('；')),
      cell(order.remark),
      cell(notes.get(order._id) ?? ''),
    ].join(',');
  });
  return `\uFEFF${[HEAD.join(','), ...rows].join('\r\n')}\r\n`;
}
