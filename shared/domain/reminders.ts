import { carrierName } from './carriers.ts';
import { formatYuan } from './money.ts';
import { DAY_MS, formatDateTime } from './time.ts';

/** What a customer is told by a subscription message, if he has accepted one: that his order is about to be cancelled, has left, or is about to count as received. */
export const REMINDER_KINDS = ['paymentDue', 'shipped', 'receiveDue'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/** A fact that a message can tell. */
export type ReminderFact = 'orderNo' | 'goods' | 'amount' | 'time' | 'carrier' | 'number' | 'tip';

/** A template that the merchant chose in WeChat's console, and under which of its keys (`thing1`, `amount2`) it wants which fact. */
export interface MessageTemplate {
  readonly templateId: string;
  readonly fields: Readonly<Partial<Record<ReminderFact, string>>>;
}

/** So long before an unpaid order is cancelled; not within the first minutes after it was placed. */
export const PAYMENT_DUE_MS = 10 * 60_000;
export const PAYMENT_QUIET_MS = 5 * 60_000;
/** So long before an order counts as received. */
export const RECEIVE_DUE_MS = DAY_MS;
/** News of a shipment are news for so long. */
export const SHIPPED_NEWS_MS = DAY_MS;

export interface RemindedOrder {
  readonly orderNo: string;
  readonly items: readonly { readonly name: string }[];
  readonly paymentAmount: number;
  readonly expireTime: Date;
  readonly deliveryTime?: Date;
  readonly parcels: readonly { readonly company: string; readonly number: string }[];
}

const TIPS: Readonly<Record<ReminderKind, string>> = {
  paymentDue: '超时会自动取消，请尽快付款',
  shipped: '点击查看物流，收到请当面验货',
  receiveDue: '明天将自动确认收货',
};

/** WeChat refuses a value that is too long for the kind its key names (`thing`: 20 characters, `character_string`: 32 of ASCII). */
function fitting(key: string, value: string): string {
  const characters = [...value];
  if (/^thing\d/.test(key) && characters.length > 20) return `${characters.slice(0, 19).join('')}…`;
  if (/^character_string\d/.test(key)) return value.replace(/[^\x20-\x7e]/g, '').slice(0, 32) || '-';
  return value;
}

/** A message's values by the template's keys, each as WeChat takes it. `autoReceiveDays`: after how many days a shipped order counts as received. */
export function reminderData(
  kind: ReminderKind,
  template: MessageTemplate,
  order: RemindedOrder,
  autoReceiveDays: number,
): Record<string, { value: string }> {
  const shippedAt = order.deliveryTime ?? order.expireTime;
  const times: Readonly<Record<ReminderKind, Date>> = {
    paymentDue: order.expireTime,
    shipped: shippedAt,
    receiveDue: new Date(shippedAt.getTime() + autoReceiveDays * DAY_MS),
  };
  const [first] = order.items;
  const parcel = order.parcels[order.parcels.length - 1];
  const facts: Readonly<Record<ReminderFact, string>> = {
    orderNo: order.orderNo,
    goods: order.items.length > 1 ? `${first?.name ?? ''}等${order.items.length}种` : (first?.name ?? '商品'),
    amount: `${formatYuan(order.paymentAmount)}元`,
    time: formatDateTime(times[kind]),
    carrier: parcel === undefined ? '商家配送' : carrierName(parcel.company),
    number: parcel?.number ?? '-',
    tip: TIPS[kind],
  };
  return Object.fromEntries(
    Object.entries(template.fields).map(([fact, key]) => [key, { value: fitting(key, facts[fact as ReminderFact]) }]),
  );
}
