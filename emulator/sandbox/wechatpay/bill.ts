import { readableStamp, stamp, tradeState, type PayOrder, type Refund } from './model.ts';
import type { Fields } from './signature.ts';
import type { Till } from './till.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Bills are ready at ten in the morning of the next day, Beijing time, and kept for three months. */
const READY_AFTER_MS = 34 * 60 * 60_000;
const KEPT_MS = 92 * DAY_MS;

const HEAD = [
  '交易时间',
  '公众账号ID',
  '商户号',
  '特约商户号',
  '设备号',
  '微信订单号',
  '商户订单号',
  '用户标识',
  '交易类型',
  '交易状态',
  '付款银行',
  '货币种类',
  '应结订单金额',
  '代金券金额',
];
const REFUND_TIMES = ['退款申请时间', '退款成功时间'];
const REFUND_COLUMNS = ['微信退款单号', '商户退款单号', '退款金额', '充值券退款金额', '退款类型', '退款状态'];
const TAIL = ['商品名称', '商户数据包', '手续费', '费率', '订单金额'];
const ALL_TAIL = ['申请退款金额'];
const REMARK = ['费率备注'];
const SUMMARY = ['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额'];

/** The fee rate of the stand-in's merchant: 0.60 %. */
const FEE_PER_MILLE = 6;

type BillType = 'ALL' | 'SUCCESS' | 'REFUND';

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

/** Fees have five decimals in a bill. */
function fee(fen: number): string {
  return (Math.round((fen * FEE_PER_MILLE) / 1000) / 100).toFixed(5);
}

function startOf(date: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(date);
  if (!parts) return null;
  const time = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) - DAY_MS / 3;
  return stamp(time).startsWith(date) ? time : null;
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => `\`${cell}`).join(',');
}

function columns(type: BillType): string[] {
  if (type === 'SUCCESS') return [...HEAD, ...TAIL, ...REMARK];
  return [...HEAD, ...(type === 'REFUND' ? REFUND_TIMES : []), ...REFUND_COLUMNS, ...TAIL, ...ALL_TAIL, ...REMARK];
}

function common(till: Till, order: PayOrder, at: number, state: string): string[] {
  const { appid, mchId } = till.merchant;
  return [
    readableStamp(at),
    appid,
    mchId,
    '0',
    '',
    order.paid?.transactionId ?? '',
    order.outTradeNo,
    order.openid,
    order.tradeType,
    state,
    'OTHERS',
    'CNY',
  ];
}

function paymentRow(till: Till, order: PayOrder, type: BillType): string {
  const refund = type === 'ALL' ? ['0', '0', '0.00', '0.00', '', ''] : [];
  const cells = [...common(till, order, order.paid?.at ?? 0, 'SUCCESS'), yuan(order.totalFee), '0.00', ...refund];
  const tail = [order.body, order.attach, fee(order.totalFee), '0.60%', yuan(order.totalFee), ...(type === 'ALL' ? ['0.00'] : []), ''];
  return line([...cells, ...tail]);
}

function refundRow(till: Till, order: PayOrder, refund: Refund, type: BillType): string {
  const times =
    type === 'REFUND' ? [readableStamp(refund.createdAt), refund.finishedAt === null ? '' : readableStamp(refund.finishedAt)] : [];
  const status = refund.status === 'SUCCESS' || refund.status === 'PROCESSING' ? refund.status : 'FAIL';
  const cells = [...common(till, order, refund.createdAt, 'REFUND'), '0.00', '0.00', ...times];
  const own = [refund.refundId, refund.outRefundNo, yuan(refund.refundFee), '0.00', 'ORIGINAL', status];
  return line([...cells, ...own, order.body, order.attach, `-${fee(refund.refundFee)}`, '0.60%', '0.00', yuan(refund.refundFee), '']);
}

export type BillAnswer =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly text: string; readonly code: string };

/** The bill of one day as text, or the reason why there is none, in WeChat's words. */
export function downloadBill(till: Till, fields: Fields): BillAnswer {
  const type = fields['bill_type'] || 'ALL';
  if (type !== 'ALL' && type !== 'SUCCESS' && type !== 'REFUND') return { ok: false, text: 'invalid bill_type', code: '20001' };
  if (fields['tar_type']) return { ok: false, text: 'CompressGZip Error', code: '20003' };
  const start = startOf(fields['bill_date'] ?? '');
  if (start === null) return { ok: false, text: 'data format error', code: '20001' };
  const now = till.clock.now();
  if (now - start > KEPT_MS || start > now) return { ok: false, text: 'No Bill Exist', code: '20002' };
  if (now < start + READY_AFTER_MS) return { ok: false, text: 'Bill Creating', code: '20002' };
  return billText(till, type, start);
}

function billText(till: Till, type: BillType, start: number): BillAnswer {
  const within = (time: number): boolean => time >= start && time < start + DAY_MS;
  const paid = type === 'REFUND' ? [] : [...till.orders()].filter((order) => order.paid !== null && within(order.paid.at));
  const refunds = type === 'SUCCESS' ? [] : [...till.refunds()].filter(({ createdAt }) => within(createdAt));
  if (paid.length + refunds.length === 0) return { ok: false, text: 'No Bill Exist', code: '20002' };
  const rows = [
    ...paid.map((order) => paymentRow(till, order, type)),
    ...refunds.flatMap((refund) => {
      const order = till.order(refund.outTradeNo);
      return order && tradeState(order, [refund], start) === 'REFUND' ? [refundRow(till, order, refund, type)] : [];
    }),
  ];
  const [income, back] = [
    paid.reduce((sum, { totalFee }) => sum + totalFee, 0),
    refunds.reduce((sum, { refundFee }) => sum + refundFee, 0),
  ];
  const fees = [...paid.map(({ totalFee }) => Number(fee(totalFee))), ...refunds.map(({ refundFee }) => -Number(fee(refundFee)))].reduce(
    (sum, value) => sum + value,
    0,
  );
  const summary = line([String(rows.length), yuan(income), yuan(back), '0.00', fees.toFixed(5), yuan(income), yuan(back)]);
  return { ok: true, text: `\uFEFF${[columns(type).join(','), ...rows, SUMMARY.join(','), summary].join('\r\n')}\r\n` };
}
