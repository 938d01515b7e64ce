import type {
  CouponDocument,
  MemberDocument,
  OrderDocument,
  PointsLogDocument,
  UserCouponDocument,
} from '@shop/shared/database/documents.ts';
import { couponBookFaults, growthFaults } from '@shop/shared/domain/audit/coupons.ts';
import { all, type Database } from './database.ts';

/** What must hold between coupons, their templates and orders, and members' growth. Answers each violation in a sentence. */
export async function couponSentences(
  db: Database,
  orders: OrderDocument[],
  members: MemberDocument[],
  pointsLogs: PointsLogDocument[],
): Promise<string[]> {
  const [templates, coupons] = await Promise.all([all<CouponDocument>(db, 'coupons'), all<UserCouponDocument>(db, 'userCoupons')]);
  const faults = [
    ...couponBookFaults({ templates, coupons, orders }, { now: new Date(), quiet: true }),
    ...growthFaults(members, pointsLogs),
  ];
  return faults.map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}
