import type { AfterSaleDocument, CaseStep, RefundDocument } from '@shop/shared/database/documents.ts';
import {
  AFTER_SALE_OPEN,
  AFTER_SALE_STATUS_LABELS,
  afterSaleTransition,
  type AfterSaleEvent,
  type AfterSaleStatus,
} from '@shop/shared/domain/after-sale-lifecycle.ts';
import { parseYuan } from '@shop/shared/domain/money.ts';
import type { Permission } from '@shop/shared/domain/permissions.ts';

/** What the after-sales page shows and offers. Pure: tested without a browser. */
export type CaseTab = 'all' | 'refunds' | AfterSaleStatus;

export const CASE_TABS: readonly { readonly key: CaseTab; readonly label: string }[] = [
  { key: 'all', label: '全部' },
  ...(['applied', 'returning', 'returned', 'refunding', 'manual', 'refunded', 'rejected'] as const).map((key) => ({
    key,
    label: AFTER_SALE_STATUS_LABELS[key],
  })),
  { key: 'refunds', label: '失败的退款' },
];

export function readCaseTab(value: unknown): CaseTab {
  return CASE_TABS.find((tab) => tab.key === value)?.key ?? 'all';
}

/** Served by the indexes (-createTime) and (status, -createTime). */
export function caseQuery(tab: CaseTab): object {
  return tab === 'all' || tab === 'refunds' ? {} : { status: tab };
}

/** Order number, goods or the customer's words; an empty text finds everything. */
export function caseMatches(claim: AfterSaleDocument, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === '' || [claim.orderNo, claim.name, claim.specs, claim.description].some((part) => part.toLowerCase().includes(wanted));
}

export type Tone = 'wait' | 'act' | 'move' | 'good' | 'plain';

export function caseTone(status: AfterSaleStatus): Tone {
  if (status === 'applied' || status === 'manual') return 'act';
  if (status === 'returning') return 'wait';
  if (status === 'returned' || status === 'refunding') return 'move';
  return status === 'refunded' ? 'good' : 'plain';
}

export interface CaseActions {
  readonly approve: boolean;
  readonly reject: boolean;
  readonly receive: boolean;
  readonly refundNow: boolean;
  /** The customer keeps what he was to send back. */
  readonly closeReturn: boolean;
}

/** What this person may do with the case now: the lifecycle says what is possible, his permissions what is his. */
export function caseActions(claim: Pick<AfterSaleDocument, 'status' | 'type'>, permissions: readonly string[]): CaseActions {
  const open = (event: AfterSaleEvent, permission: Permission): boolean =>
    permissions.includes(permission) && afterSaleTransition(claim.status, event, 'staff') !== null;
  return {
    approve: open(claim.type === 'refund_only' ? 'approve_refund' : 'approve_return', 'afterSales.handle'),
    reject: open('reject', 'afterSales.handle'),
    receive: open('receive', 'afterSales.receive'),
    refundNow: open('refund_now', 'afterSales.refund'),
    closeReturn: claim.status === 'returning' && open('close', 'afterSales.handle'),
  };
}

export interface RefundActions {
  readonly retry: boolean;
  readonly markManual: boolean;
}

/** Money that left the merchant's account, or never came through WeChat, cannot be sent again. */
export function refundActions(refund: Pick<RefundDocument, 'status' | 'failure'>, permissions: readonly string[]): RefundActions {
  const failed = refund.status === 'manual' && permissions.includes('afterSales.refund');
  return { retry: failed && refund.failure !== 'offline' && refund.failure !== 'stuck', markManual: failed };
}

const FAILURES: Readonly<Record<NonNullable<RefundDocument['failure']>, string>> = {
  refused: '微信拒绝了这笔退款，可以处理后重试，或线下退给顾客后登记',
  closed: '微信关闭了这笔退款，可以重试，或线下退给顾客后登记',
  stuck: '款项已从商户账户划出但没有到账，请到微信商户平台处理后登记',
  offline: '这笔款不是微信支付的，请线下退给顾客后登记',
};

export function failureText(refund: Pick<RefundDocument, 'failure' | 'failureCode'>): string {
  const words = refund.failure === undefined ? '退款没有成功，可以重试，或线下退给顾客后登记' : FAILURES[refund.failure];
  return refund.failureCode ? `${words}（${refund.failureCode}）` : words;
}

const REFUND_STATES: Readonly<Record<RefundDocument['status'], string>> = {
  pending: '等待提交微信',
  processing: '微信处理中',
  success: '已到账',
  manual: '退款失败',
  replaced: '已换新单号重试',
};

export function refundStateText(refund: Pick<RefundDocument, 'status' | 'byHand'>): string {
  return refund.status === 'success' && refund.byHand ? '已线下退款' : REFUND_STATES[refund.status];
}

/** The payment that may be agreed on instead of the whole: from one fen to what the pieces are worth. */
export function readCompensation(
  text: string,
  most: number,
): { readonly ok: true; readonly amount: number | null } | { readonly ok: false; readonly problem: string } {
  const plain = text
    .normalize('NFKC')
    .replace(/^\s*[¥￥]/, '')
    .trim();
  if (plain === '') return { ok: true, amount: null };
  const amount = parseYuan(plain);
  if (amount === null || amount < 1) return { ok: false, problem: '请输入金额，最多两位小数' };
  return amount > most ? { ok: false, problem: '不能超过这些商品可退的金额' } : { ok: true, amount: amount === most ? null : amount };
}

/** What the amount of the case means in its state. */
export function amountLabel(status: AfterSaleStatus): string {
  if (status === 'refunded') return '已退金额';
  return AFTER_SALE_OPEN.includes(status) ? '申请金额' : '退款金额';
}

const STEPS: Readonly<Record<CaseStep['event'], string>> = {
  apply: '提交申请',
  approve_refund: '同意退款',
  approve_return: '同意退货，等待寄回',
  reject: '拒绝申请',
  withdraw: '撤销申请',
  send_back: '寄回商品',
  receive: '收到退货',
  refund_now: '直接退款',
  settle: '退款到账',
  fail: '退款失败，需要人工处理',
  retry: '重新发起退款',
  pay_by_hand: '已线下退款',
  close: '售后关闭',
};

const ACTORS: Readonly<Record<CaseStep['operatorType'], string>> = { customer: '顾客', staff: '店员', system: '系统' };

export interface CaseEntry {
  readonly title: string;
  readonly who: string;
  readonly remark: string;
  readonly at: Date;
}

/** Newest first. What happened at one instant stands in the order it was written. */
export function caseTimeline(history: readonly CaseStep[]): CaseEntry[] {
  return history
    .map((step, index) => ({ step, index }))
    .sort((left, right) => right.step.at.getTime() - left.step.at.getTime() || right.index - left.index)
    .map(({ step }) => ({
      title: STEPS[step.event],
      who: ACTORS[step.operatorType],
      remark: step.remark === STEPS[step.event] ? '' : step.remark,
      at: step.at,
    }));
}
