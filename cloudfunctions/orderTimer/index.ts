import { currentCaller } from '../_platform/caller.ts';
import { log } from '../_platform/log.ts';
import { refusal, reply, requestIdOf } from '../_platform/serve.ts';
import { expireCoupons, sweepCoupons } from '../_services/coupons/sweep.ts';
import { sweepMerges } from '../_services/customers/merge.ts';
import { sweepLevels } from '../_services/inventory/levels.ts';
import { sweepStocktakes } from '../_services/inventory/stocktake-booking.ts';
import { expirePoints } from '../_services/members/points-expiry.ts';
import { expireOrders, receiveOrders, sweepMarkers, sweepTasks } from '../_services/orders/sweep.ts';
import { closeOverdueReturns } from '../_services/after-sales/handle.ts';
import { sweepCaseTasks } from '../_services/after-sales/stock.ts';
import { countLatePayments, decideTeams, settleTeams, sweepFlashMarks } from '../_services/promotions/sweep.ts';
import { askAboutSilence, workOffRefunds } from '../_services/payments/settle.ts';

const JOBS = {
  sweepTasks,
  sweepMarkers,
  sweepLevels,
  sweepStocktakes,
  sweepMerges,
  askAboutSilence,
  countLatePayments,
  decideTeams,
  settleTeams,
  sweepFlashMarks,
  expireOrders,
  receiveOrders,
  expireCoupons,
  sweepCoupons,
  expirePoints,
  sweepCaseTasks,
  closeOverdueReturns,
  workOffRefunds,
} as const;

/**
 * Every minute: finishes what a dead process began, asks WeChat about silent payments (before it expires their orders), cancels unpaid orders, completes
 * received ones, sends refunds. Every job takes conditional steps only, so a timer that fires twice does no harm.
 */
export async function main(_event: unknown, context: unknown): Promise<unknown> {
  const requestId = requestIdOf(context);
  if (currentCaller().kind !== 'system') return refusal(requestId, 'PERMISSION_DENIED', '没有这项操作的权限');
  const figures: Record<string, number> = {};
  for (const [name, job] of Object.entries(JOBS)) {
    try {
      figures[name] = await job(new Date());
    } catch (error) {
      figures[name] = -1;
      log.error('timer job failed', error, { job: name });
    }
  }
  return reply(requestId, figures);
}
