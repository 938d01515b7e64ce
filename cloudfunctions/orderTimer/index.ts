import { currentCaller } from '../_platform/caller.ts';
import { log } from '../_platform/log.ts';
import { refusal, reply, requestIdOf } from '../_platform/serve.ts';
import { expireCoupons, sweepCoupons } from '../_services/coupons/sweep.ts';
import { sweepMerges } from '../_services/customers/merge-moving.ts';
import { sweepLevels } from '../_services/inventory/levels.ts';
import { sweepStocktakes } from '../_services/inventory/stocktake-booking.ts';
import { expirePoints } from '../_services/members/points-expiry.ts';
import { sendReminders } from '../_services/orders/remind.ts';
import { expireOrders, receiveOrders, sweepMarkers, sweepTasks } from '../_services/orders/sweep.ts';
import { closeOverdueReturns } from '../_services/after-sales/handle.ts';
import { sweepCaseTasks } from '../_services/after-sales/stock.ts';
import { countLatePayments, decideTeams, settleTeams, sweepFlashMarks } from '../_services/promotions/sweep.ts';
import { sweepDebits } from '../_services/payments/by-balance.ts';
import { askAboutSilence, workOffRefunds } from '../_services/payments/settle.ts';
import { sweepAccess } from '../_services/staff/access.ts';

/** What somebody waits for, or what holds goods and money. In this order: WeChat is asked about a silent payment before its order expires, and a team is counted before it is decided on. */
const URGENT = {
  sweepTasks,
  sweepMarkers,
  sweepDebits,
  askAboutSilence,
  countLatePayments,
  decideTeams,
  settleTeams,
  expireOrders,
  sweepCaseTasks,
  workOffRefunds,
  sendReminders,
} as const;
/** What may wait ten minutes: an idle shop should cost little of its plan's daily reads. */
const PATIENT = {
  sweepLevels,
  sweepStocktakes,
  sweepMerges,
  sweepFlashMarks,
  receiveOrders,
  expireCoupons,
  sweepCoupons,
  expirePoints,
  closeOverdueReturns,
  sweepAccess,
} as const;
/** The trigger (cloudbaserc.json) that does the urgent work alone; any other does all of it. */
const URGENT_TRIGGER = 'everyMinute';

/**
 * Every minute: finishes what a dead process began, asks WeChat about silent payments, cancels unpaid orders, sends refunds. Every ten minutes also: completes
 * received orders, expires coupons and points, follows stock levels and who is staff. Every job takes conditional steps only, so a timer that fires twice does no harm.
 */
export async function main(event: unknown, context: unknown): Promise<unknown> {
  const requestId = requestIdOf(context);
  if (currentCaller().kind !== 'system') return refusal(requestId, 'PERMISSION_DENIED', '没有这项操作的权限');
  const figures: Record<string, number> = {};
  for (const [name, job] of Object.entries(isUrgent(event) ? URGENT : { ...URGENT, ...PATIENT })) {
    try {
      figures[name] = await job(new Date());
    } catch (error) {
      figures[name] = -1;
      log.error('timer job failed', error, { job: name });
    }
  }
  return reply(requestId, figures);
}

function isUrgent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'TriggerName' in event && event.TriggerName === URGENT_TRIGGER;
}
