import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { coupon } from '@shop/shared/contracts/coupons.ts';
import type { CouponDocument, CouponValidity } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { termsFault, type CouponScope, type CouponTerms } from '@shop/shared/domain/pricing/coupon.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';

export type SaveInput = Extract<ParsedInputOf<typeof coupon>, { action: 'save' }>;
export type TemplateView = Omit<CouponDocument, 'marks'>;

function view(template: CouponDocument): TemplateView {
  const { marks: _marks, ...shown } = template;
  return shown;
}

type Fields = Pick<CouponDocument, 'title' | 'description' | 'terms' | 'validity' | 'total' | 'perUser' | 'claimable'>;

function fieldsOf({ coupon: input }: SaveInput): Fields {
  const { title, description, total, perUser, claimable } = input;
  const terms: CouponTerms = {
    kind: input.kind,
    threshold: fen(input.threshold),
    amount: fen(input.amount),
    percentOff: input.percentOff,
    maxDiscount: input.maxDiscount === null ? null : fen(input.maxDiscount),
    scope: { kind: input.scope.kind, ids: [...new Set(input.scope.ids)] },
  };
  const validity: CouponValidity =
    input.validity.kind === 'fixed'
      ? { kind: 'fixed', from: new Date(input.validity.from), until: new Date(input.validity.until) }
      : { kind: 'relative', days: input.validity.days };
  return { title, description, terms, validity, total, perUser, claimable };
}

async function fault({ terms, validity }: Fields, now: Date): Promise<Refusal | null> {
  const wrong = termsFault(terms);
  if (wrong !== null) return refuse('INPUT_INVALID', wrong);
  if (validity.kind === 'fixed' && validity.until <= validity.from) return refuse('INPUT_INVALID', '结束时间要晚于开始时间');
  if (validity.kind === 'fixed' && validity.until <= now) return refuse('INPUT_INVALID', '结束时间已过，请重新选择');
  return scopeFault(terms.scope);
}

async function scopeFault({ kind, ids }: CouponScope): Promise<Refusal | null> {
  if (kind === 'all') return null;
  const found = kind === 'products' ? await tables.shopProducts.getMany(ids) : await tables.categories.getMany(ids);
  return found.length === ids.length
    ? null
    : refuse('INPUT_INVALID', kind === 'products' ? '有商品不存在，请重新选择' : '有分类不存在，请重新选择');
}

/**
 * Makes a template, or with `couponId` changes one: coupons that are out keep the terms they were given with. The same `requestId` makes one template.
 * Refuses COUPON_NOT_FOUND, INPUT_INVALID (terms that do not hold together, unknown goods, a total below what is given out).
 */
export async function saveTemplate(input: SaveInput, caller: Caller): Promise<Result<{ coupon: TemplateView }>> {
  const now = new Date();
  const fields = fieldsOf(input);
  const wrong = await fault(fields, now);
  if (wrong !== null) return wrong;
  return input.couponId === undefined ? create(input, fields, caller, now) : change(input.couponId, fields, caller, now);
}

async function create(input: SaveInput, fields: Fields, caller: Caller, now: Date): Promise<Result<{ coupon: TemplateView }>> {
  const template: CouponDocument = {
    _id: stableId('template', caller.identity, input.requestId),
    ...fields,
    status: 'on',
    claimed: 0,
    issued: 0,
    used: 0,
    marks: [],
    createTime: now,
    updateTime: now,
  };
  if (await tables.coupons.insertOnce(template)) {
    await recordOperation(caller, 'coupon.create', template._id, null, fields);
    return done({ coupon: view(template) });
  }
  const known = await tables.coupons.get(template._id);
  return known === null ? refuse('COUPON_NOT_FOUND') : done({ coupon: view(known) });
}

async function change(couponId: string, fields: Fields, caller: Caller, now: Date): Promise<Result<{ coupon: TemplateView }>> {
  const before = await tables.coupons.get(couponId);
  if (before === null) return refuse('COUPON_NOT_FOUND');
  const after = await tables.coupons.updateAndRead(
    { _id: couponId, $expr: { $lte: [{ $add: ['$claimed', '$issued'] }, fields.total] } },
    { ...fields, terms: command.set(fields.terms), validity: command.set(fields.validity), updateTime: now },
  );
  if (after === null) return refuse('INPUT_INVALID', '发放总量不能少于已发出的数量');
  const { title, description, terms, validity, total, perUser, claimable } = before;
  await recordOperation(caller, 'coupon.change', couponId, { title, description, terms, validity, total, perUser, claimable }, fields);
  return done({ coupon: view(after) });
}

/** Stops giving a template out, or goes on. Coupons that are out stay good. Refuses COUPON_NOT_FOUND. */
export async function setTemplateStatus(
  couponId: string,
  status: CouponDocument['status'],
  caller: Caller,
): Promise<Result<{ coupon: TemplateView }>> {
  const after = await tables.coupons.updateAndRead({ _id: couponId, status: command.neq(status) }, { status, updateTime: new Date() });
  if (after !== null) await recordOperation(caller, status === 'on' ? 'coupon.resume' : 'coupon.stop', couponId, null, { status });
  const template = after ?? (await tables.coupons.get(couponId));
  return template === null ? refuse('COUPON_NOT_FOUND') : done({ coupon: view(template) });
}

const STATES = ['available', 'locked', 'used', 'expired'] as const;

export interface Usage {
  coupon: TemplateView;
  counts: Record<(typeof STATES)[number], number>;
}

/** A template's counters and where its coupons stand now. Refuses COUPON_NOT_FOUND. */
export async function templateUsage(couponId: string): Promise<Result<Usage>> {
  const [template, counts] = await Promise.all([
    tables.coupons.get(couponId),
    Promise.all(STATES.map((status) => tables.userCoupons.count({ couponId, status }))),
  ]);
  if (template === null) return refuse('COUPON_NOT_FOUND');
  const [available = 0, locked = 0, used = 0, expired = 0] = counts;
  return done({ coupon: view(template), counts: { available, locked, used, expired } });
}
