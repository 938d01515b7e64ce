import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { coupon } from '@shop/shared/contracts/coupons.ts';
import type { CouponDocument, MemberDocument } from '@shop/shared/database/documents.ts';
import { levelOf } from '@shop/shared/domain/levels.ts';
import type { Caller } from '../../_platform/caller.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { closedTemplate } from './claim.ts';
import { give } from './give.ts';

export type IssueInput = Extract<ParsedInputOf<typeof coupon>, { action: 'issue' }>;

export interface Issued {
  given: number;
  limited: number;
  unknown: number;
  soldOut: boolean;
  next: string | null;
}

const PORTION = 100;
const AT_ONCE = 10;

/**
 * Staff give one coupon of a template to each of the named members, or to the next portion of a level's. Repeated with the same `requestId` it gives nobody a second one and
 * answers the same; a portion whose call died is simply asked for again.
 *
 * Refuses INPUT_INVALID (neither or both of openids and level), COUPON_NOT_FOUND, COUPON_UNAVAILABLE, COUPON_IN_PROGRESS (ask again in a while). That it is sold out is part of the answer.
 */
export async function issueCoupons(input: IssueInput, caller: Caller): Promise<Result<Issued>> {
  if ((input.openids === undefined) === (input.level === undefined)) return refuse('INPUT_INVALID', '请选择会员或会员等级');
  const template = await tables.coupons.get(input.couponId);
  if (template === null) return refuse('COUPON_NOT_FOUND');
  const closed = closedTemplate(template, new Date());
  if (closed?.reason === 'COUPON_UNAVAILABLE') return closed;

  const members = await portion(input);
  const outcome = await giveAll(template, members, stableId('issue', caller.identity, input.requestId));
  if (!outcome.ok) return outcome;
  const issued = outcome.data;
  const unknown = input.openids === undefined ? 0 : new Set(input.openids).size - members.length;
  const last = members.at(-1);
  const more = input.level !== undefined && members.length === PORTION && !issued.soldOut && last !== undefined;
  const answer = { ...issued, unknown, next: more ? last._id : null };
  await recordOperation(caller, 'coupon.issue', template._id, null, {
    requestId: input.requestId,
    ...(input.level === undefined ? { members: members.map((member) => member._id) } : { level: input.level, after: input.after ?? '' }),
    ...answer,
  });
  return done(answer);
}

async function portion({ openids, level, after }: IssueInput): Promise<MemberDocument[]> {
  if (openids !== undefined) return tables.members.find({ openId: command.in([...new Set(openids)]) }, { limit: PORTION });
  const lowest = levelOf(0, (await shopConfig()).levels).level;
  // Members of the older system have no level yet: they are of the lowest one.
  const levels = (level ?? 0) <= lowest ? command.in([lowest, 0, null]) : level;
  return tables.members.find({ level: levels, _id: command.gt(after ?? '') }, { orderBy: [['_id', 'asc']], limit: PORTION });
}

async function giveAll(
  template: CouponDocument,
  members: readonly MemberDocument[],
  grantKey: string,
): Promise<Result<Pick<Issued, 'given' | 'limited' | 'soldOut'>>> {
  let [given, limited, soldOut] = [0, 0, false];
  for (let from = 0; from < members.length && !soldOut; from += AT_ONCE) {
    const results = await Promise.all(
      members.slice(from, from + AT_ONCE).map((member) => give({ template, member, source: 'issue', grantKey }, null)),
    );
    for (const result of results) {
      if (result.ok) given += 1;
      else if (result.reason === 'COUPON_LIMIT') limited += 1;
      else if (result.reason === 'COUPON_SOLD_OUT') soldOut = true;
      // Somebody's is being given by another call, or by one that died: whoever asks again finds it done, or does it.
      else return result;
    }
  }
  return done({ given, limited, soldOut });
}
