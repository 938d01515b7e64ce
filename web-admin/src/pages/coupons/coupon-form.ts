import type { Contracts, InputOf } from '@shop/shared/contracts/index.ts';
import type { CouponDocument } from '@shop/shared/database/documents.ts';
import { fen, formatYuan, parseYuan } from '@shop/shared/domain/money.ts';
import { COUPON_KIND_LABELS, couponTitle, termsFault, type CouponKind, type CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';

/** The coupon form: what is typed, what it means, what is wrong with it. Pure: tested without a browser. */
export interface CouponDraft {
  title: string;
  description: string;
  kind: CouponKind;
  threshold: string;
  amount: string;
  /** As people say it: `8.5` is 八五折. */
  fold: string;
  maxDiscount: string;
  scope: 'all' | 'categories' | 'products';
  scopeIds: string[];
  validity: 'fixed' | 'relative';
  /** `2026-11-20T14:05`, Beijing time. */
  from: string;
  until: string;
  days: string;
  total: string;
  perUser: string;
  claimable: boolean;
}

export type CouponInput = Extract<InputOf<Contracts['coupon']>, { action: 'save' }>['coupon'];
export type DraftField = keyof CouponDraft;
export type CouponReading =
  | { readonly ok: true; readonly coupon: CouponInput; readonly terms: CouponTerms }
  | { readonly ok: false; readonly problems: Readonly<Partial<Record<DraftField, string>>> };

export function emptyDraft(): CouponDraft {
  return {
    title: '',
    description: '',
    kind: 'reduction',
    threshold: '',
    amount: '',
    fold: '',
    maxDiscount: '',
    scope: 'all',
    scopeIds: [],
    validity: 'relative',
    from: '',
    until: '',
    days: '7',
    total: '1000',
    perUser: '1',
    claimable: true,
  };
}

const plainYuan = (amount: number): string => (amount === 0 ? '' : formatYuan(amount).replace(/\.00$/, ''));

/** `2026-11-20T14:05` of an instant, Beijing time, as the browser's own field takes it. */
function localText(at: Date): string {
  return formatDateTime(at).replace(' ', 'T');
}

/** The instant of such a text; null when it is none. */
export function readLocal(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}:00+08:00`);
  return Number.isNaN(at) ? null : at;
}

export function draftOf(template: CouponDocument): CouponDraft {
  const { terms, validity } = template;
  const fixed = validity.kind === 'fixed' ? validity : null;
  return {
    title: template.title,
    description: template.description,
    kind: terms.kind,
    threshold: plainYuan(terms.threshold),
    amount: plainYuan(terms.amount),
    fold: terms.percentOff === 0 ? '' : String((100 - terms.percentOff) / 10),
    maxDiscount: terms.maxDiscount === null ? '' : plainYuan(terms.maxDiscount),
    scope: terms.scope.kind,
    scopeIds: [...terms.scope.ids],
    validity: validity.kind,
    from: fixed ? localText(fixed.from) : '',
    until: fixed ? localText(fixed.until) : '',
    days: validity.kind === 'relative' ? String(validity.days) : '7',
    total: String(template.total),
    perUser: String(template.perUser),
    claimable: template.claimable,
  };
}

type Problems = Partial<Record<DraftField, string>>;

function amountOf(draft: CouponDraft, field: 'threshold' | 'amount' | 'maxDiscount', problems: Problems): number {
  const plain = draft[field].normalize('NFKC').trim();
  if (plain === '') return 0;
  const amount = parseYuan(plain);
  if (amount === null || amount < 0 || amount > 100_000_000) {
    problems[field] = '请输入金额，最多两位小数';
    return 0;
  }
  return amount;
}

function wholeOf(draft: CouponDraft, field: 'days' | 'total' | 'perUser', most: number, problems: Problems): number {
  const plain = draft[field].normalize('NFKC').trim();
  const value = /^\d{1,8}$/.test(plain) ? Number(plain) : 0;
  if (value < 1 || value > most) problems[field] = `请输入 1–${String(most)} 的整数`;
  return value;
}

/** `8.5` → 15 percent off; null when it is no discount from 0.1 to 9.9 with one decimal. */
export function percentOffOf(fold: string): number | null {
  const plain = fold.normalize('NFKC').replace(/折$/, '').trim();
  if (!/^\d(\.\d)?$/.test(plain)) return null;
  const percentOff = 100 - Math.round(Number(plain) * 10);
  return percentOff >= 1 && percentOff <= 99 ? percentOff : null;
}

function termsOf(draft: CouponDraft, problems: Problems): CouponTerms {
  const sum = draft.kind === 'reduction' || draft.kind === 'cash';
  const capped = draft.kind === 'percent' || draft.kind === 'freight';
  const percentOff = draft.kind === 'percent' ? percentOffOf(draft.fold) : 0;
  if (percentOff === null) problems.fold = '请输入 0.1–9.9 的折扣，如 8.5';
  const most = capped ? amountOf(draft, 'maxDiscount', problems) : 0;
  return {
    kind: draft.kind,
    threshold: fen(draft.kind === 'cash' ? 0 : amountOf(draft, 'threshold', problems)),
    amount: fen(sum ? amountOf(draft, 'amount', problems) : 0),
    percentOff: percentOff ?? 0,
    maxDiscount: most === 0 ? null : fen(most),
    scope: { kind: draft.scope, ids: draft.scope === 'all' ? [] : draft.scopeIds },
  };
}

/** Where the fault of terms that do not hold together is shown. */
function faultField(kind: CouponKind, terms: CouponTerms): DraftField {
  if (terms.scope.kind !== 'all' && terms.scope.ids.length === 0) return 'scopeIds';
  if (kind === 'percent') return 'fold';
  return kind === 'reduction' && terms.amount > 0 ? 'threshold' : 'amount';
}

/** What was typed as the function takes it, or what is wrong, field by field. */
export function readDraft(draft: CouponDraft, now: Date, given = 0): CouponReading {
  const problems: Problems = {};
  const title = draft.title.trim();
  if (title === '') problems.title = '请填写名称';
  const terms = termsOf(draft, problems);
  const fault = Object.keys(problems).some((field) => field !== 'title') ? null : termsFault(terms);
  if (fault !== null) problems[faultField(draft.kind, terms)] = fault;
  const total = wholeOf(draft, 'total', 10_000_000, problems);
  if (!problems.total && total < given) problems.total = `已发出 ${String(given)} 张，不能更少`;
  const perUser = wholeOf(draft, 'perUser', 20, problems);
  let validity: CouponInput['validity'];
  if (draft.validity === 'relative') validity = { kind: 'relative', days: wholeOf(draft, 'days', 366, problems) };
  else {
    const [from, until] = [readLocal(draft.from), readLocal(draft.until)];
    if (from === null) problems.from = '请选择开始时间';
    if (until === null) problems.until = '请选择结束时间';
    else if (until <= now.getTime()) problems.until = '结束时间已过';
    else if (from !== null && until <= from) problems.until = '结束时间要晚于开始时间';
    validity = { kind: 'fixed', from: from ?? 0, until: until ?? 0 };
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const { kind, threshold, amount, percentOff, maxDiscount, scope } = terms;
  return {
    ok: true,
    terms,
    coupon: {
      title,
      description: draft.description.trim(),
      kind,
      threshold,
      amount,
      percentOff,
      maxDiscount,
      scope: { kind: scope.kind, ids: [...scope.ids] },
      validity,
      total,
      perUser,
      claimable: draft.claimable,
    },
  };
}

/** `全场通用`, `限「苹果、梨」等 5 种商品`. */
export function scopeText(scope: CouponTerms['scope'], nameOf: (id: string) => string): string {
  if (scope.kind === 'all') return '全场通用';
  const names = scope.ids.slice(0, 2).map(nameOf).join('、');
  const unit = scope.kind === 'categories' ? '个分类' : '种商品';
  return scope.ids.length > 2 ? `限「${names}」等 ${String(scope.ids.length)} ${unit}` : `限「${names}」`;
}

export function validityText(validity: CouponDocument['validity']): string {
  return validity.kind === 'relative'
    ? `领取后 ${String(validity.days)} 天内有效`
    : `${formatDateTime(validity.from)} 至 ${formatDateTime(validity.until)}`;
}

/** What the form makes, as one would tell a customer. */
export function previewText(reading: CouponReading, nameOf: (id: string) => string): string[] {
  if (!reading.ok) return [];
  const { coupon, terms } = reading;
  const validity: CouponDocument['validity'] =
    coupon.validity.kind === 'relative'
      ? coupon.validity
      : { kind: 'fixed', from: new Date(coupon.validity.from), until: new Date(coupon.validity.until) };
  const share = `每人最多 ${String(coupon.perUser ?? 1)} 张`;
  return [
    `${COUPON_KIND_LABELS[terms.kind]}：${couponTitle(terms)}`,
    scopeText(terms.scope, nameOf),
    validityText(validity),
    `共 ${String(coupon.total)} 张，${share}，${coupon.claimable ? '顾客在领券中心自己领取' : '只由店员发放'}`,
  ];
}
