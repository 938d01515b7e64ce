import type { AfterSaleDocument, CaseStep, OrderDocument } from '@shop/shared/database/documents.ts';
import {
  AFTER_SALE_STATUS_LABELS,
  afterSaleTransition,
  type AfterSaleStatus,
  type AfterSaleType,
} from '@shop/shared/domain/after-sale-lifecycle.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { AFTER_SALE_REASONS, piecesShipped, refundablePieces, withinAfterSale, type AfterSaleReason } from '@shop/shared/domain/refunds.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';
import { sumText, type PriceText } from './product.ts';

/** Days after completion, where the shop has not said otherwise. The function decides. */
export const USUAL_DAYS = 7;

export const TYPE_LABELS: Readonly<Record<AfterSaleType, string>> = { refund_only: '仅退款', return_goods: '退货退款' };

export const REASONS: readonly { readonly reason: AfterSaleReason; readonly label: string }[] = (
  Object.keys(AFTER_SALE_REASONS) as AfterSaleReason[]
).map((reason) => ({ reason, label: AFTER_SALE_REASONS[reason].label }));

type ClaimedOrder = Pick<OrderDocument, 'status' | 'receiveTime' | 'items' | 'openCases' | 'group'>;

/** What a line of an order offers: a claim, its open case, or a word about what went back; empty for nothing. */
export interface LineClaim {
  readonly act: 'apply' | 'case' | '';
  readonly text: string;
  readonly caseId: string;
}

export function lineClaim(order: ClaimedOrder, skuId: string, now: Date, days: number): LineClaim {
  const line = order.items.find((item) => item.skuId === skuId);
  const none: LineClaim = { act: '', text: '', caseId: '' };
  if (line === undefined) return none;
  const open = order.openCases?.find((one) => one.skuId === skuId);
  if (open !== undefined) return { act: 'case', text: '售后处理中', caseId: open.caseId };
  const back = line.afterSale?.pieces ?? 0;
  if (refundablePieces(line) === 0) return { ...none, text: '已全部售后' };
  const told = back > 0 ? `已售后 ${String(back)} 件` : '';
  const forming = order.status === 'paid' && order.group?.state === 'forming';
  if (forming || !withinAfterSale(order, now, days)) return { ...none, text: told };
  return { act: 'apply', text: '申请售后', caseId: '' };
}

export interface ClaimLine {
  readonly skuId: string;
  readonly name: string;
  readonly image: string;
  readonly specs: string;
  /** Pieces that can still be claimed. */
  readonly most: number;
}

/** The lines that a claim can be about. */
export function claimLines(order: ClaimedOrder, now: Date, days: number): ClaimLine[] {
  return order.items
    .filter((item) => lineClaim(order, item.skuId, now, days).act === 'apply')
    .map((item) => ({ skuId: item.skuId, name: item.name, image: asset(item.image), specs: item.specs, most: refundablePieces(item) }));
}

/** Goods that have not left cannot come back. */
export function claimTypes(order: Pick<OrderDocument, 'status' | 'items'>, skuId: string): AfterSaleType[] {
  const line = order.items.find((item) => item.skuId === skuId);
  return line !== undefined && piecesShipped(order.status, line) > 0 ? ['refund_only', 'return_goods'] : ['refund_only'];
}

/** `含运费 ¥8.00，退还 50 积分`; empty when it is goods alone. */
export function quoteNote(quote: { readonly freight: number; readonly points: number }): string {
  const parts = [
    ...(quote.freight > 0 ? [`含运费 ¥${formatYuan(quote.freight)}`] : []),
    ...(quote.points > 0 ? [`退还 ${String(quote.points)} 积分`] : []),
  ];
  return parts.join('，');
}

const NOTES: Readonly<Record<AfterSaleStatus, string>> = {
  applied: '商家会尽快审核，请留意进度',
  returning: '商家已同意，请寄回商品并填写单号',
  returned: '商家收到退货后为你退款',
  refunding: '退款已提交，正在退回',
  manual: '退款遇到问题，商家正在人工处理',
  refunded: '退款已完成，请留意到账',
  rejected: '商家没有同意这次申请',
  withdrawn: '你已撤销这次申请',
  closed: '这次售后已关闭',
};

export interface CaseCard {
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly open: boolean;
  readonly name: string;
  readonly image: string;
  readonly specs: string;
  readonly quantity: number;
  readonly amount: PriceText;
  readonly note: string;
  readonly time: string;
}

const OVER: readonly AfterSaleStatus[] = ['refunded', 'rejected', 'withdrawn', 'closed'];

export function caseCard(claim: AfterSaleDocument): CaseCard {
  return {
    id: claim._id,
    type: TYPE_LABELS[claim.type],
    label: AFTER_SALE_STATUS_LABELS[claim.status],
    open: !OVER.includes(claim.status),
    name: claim.name,
    image: asset(claim.image),
    specs: claim.specs,
    quantity: claim.quantity,
    amount: sumText(claim.amount),
    note: NOTES[claim.status],
    time: formatDateTime(claim.createTime),
  };
}

const STEP_TEXTS: Readonly<Record<CaseStep['event'], string>> = {
  apply: '提交售后申请',
  approve_refund: '商家同意退款',
  approve_return: '商家同意退货',
  reject: '商家拒绝申请',
  withdraw: '已撤销申请',
  send_back: '已寄回商品',
  receive: '商家已收到退货',
  refund_now: '商家同意直接退款',
  settle: '退款完成',
  fail: '退款转人工处理',
  retry: '重新发起退款',
  pay_by_hand: '商家已人工退款',
  close: '售后关闭',
};

export interface CaseDetail extends CaseCard {
  readonly title: string;
  readonly sumLabel: string;
  readonly returnBy: string;
  readonly steps: readonly { readonly id: string; readonly text: string; readonly remark: string; readonly time: string }[];
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly orderId: string;
  readonly photos: readonly string[];
  readonly canWithdraw: boolean;
  /** The return parcel's number is waited for. */
  readonly canSend: boolean;
  readonly parcel: string;
}

export function caseDetail(claim: AfterSaleDocument): CaseDetail {
  const { returnBy, returnParcel } = claim;
  const facts = [
    { label: '售后类型', value: TYPE_LABELS[claim.type] },
    { label: '申请原因', value: AFTER_SALE_REASONS[claim.reason].label },
    { label: '申请数量', value: `${String(claim.quantity)} 件` },
    { label: '其中运费', value: claim.freight > 0 ? `¥${formatYuan(claim.freight)}` : '' },
    { label: '退还积分', value: claim.points > 0 ? String(claim.points) : '' },
    { label: '问题描述', value: claim.description },
    { label: '订单编号', value: claim.orderNo },
    { label: '申请时间', value: formatDateTime(claim.createTime) },
  ];
  return {
    ...caseCard(claim),
    title: AFTER_SALE_STATUS_LABELS[claim.status],
    sumLabel: claim.status === 'refunded' ? '退款金额' : OVER.includes(claim.status) ? '申请金额' : '预计退款',
    returnBy: claim.status === 'returning' && returnBy !== undefined ? `请在 ${formatDateTime(returnBy)} 前寄出，逾期自动关闭` : '',
    steps: claim.history
      .map((step, index) => ({ id: String(index), text: STEP_TEXTS[step.event], remark: step.remark, time: formatDateTime(step.at) }))
      .reverse(),
    facts: facts.filter(({ value }) => value !== ''),
    orderId: claim.orderId,
    photos: claim.photos,
    canWithdraw: afterSaleTransition(claim.status, 'withdraw', 'customer') !== null,
    canSend: claim.type === 'return_goods' && afterSaleTransition(claim.status, 'send_back', 'customer') !== null,
    parcel: returnParcel === undefined ? '' : `${returnParcel.companyName} ${returnParcel.number}`,
  };
}
