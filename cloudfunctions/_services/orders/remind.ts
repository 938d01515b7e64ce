import type { OrderDocument, ShopConfigDocument } from '@shop/shared/database/documents.ts';
import {
  PAYMENT_DUE_MS,
  PAYMENT_QUIET_MS,
  RECEIVE_DUE_MS,
  reminderData,
  SHIPPED_NEWS_MS,
  type MessageTemplate,
  type ReminderKind,
} from '@shop/shared/domain/reminders.ts';
import { DAY_MS } from '@shop/shared/domain/time.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, type Where } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { sendMessage } from '../../_platform/wechat.ts';

const BATCH = 50;

interface Due {
  readonly kind: ReminderKind;
  readonly template: MessageTemplate;
  readonly where: Where;
  readonly by: 'expireTime' | 'deliveryTime';
}

function duties(now: Date, { messageTemplates = {}, autoReceiveDays }: ShopConfigDocument): Due[] {
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const { paymentDue, shipped, receiveDue } = messageTemplates;
  const received = autoReceiveDays * DAY_MS;
  const list: Due[] = [];
  if (paymentDue !== undefined) {
    const expireTime = command.gt(now).and(command.lte(ago(-PAYMENT_DUE_MS)));
    const where = { status: 'pending_payment', expireTime, createTime: command.lte(ago(PAYMENT_QUIET_MS)) };
    list.push({ kind: 'paymentDue', template: paymentDue, where, by: 'expireTime' });
  }
  if (shipped !== undefined) {
    const where = { status: 'shipped', deliveryTime: command.gt(ago(SHIPPED_NEWS_MS)) };
    list.push({ kind: 'shipped', template: shipped, where, by: 'deliveryTime' });
  }
  if (receiveDue !== undefined && received > RECEIVE_DUE_MS) {
    const deliveryTime = command.gt(ago(received)).and(command.lte(ago(received - RECEIVE_DUE_MS)));
    const where = { status: 'shipped', deliveryTime, 'openCases.0': command.exists(false) };
    list.push({ kind: 'receiveDue', template: receiveDue, where, by: 'deliveryTime' });
  }
  return list;
}

/**
 * Reminds customers of orders that are about to be cancelled, have left or are about to count as received: each order of each at most once, by whoever notes it first. Answers
 * how many messages WeChat took. A customer who has accepted none gets none; a shop without templates asks nothing.
 */
export async function sendReminders(now: Date): Promise<number> {
  const config = await shopConfig();
  let sent = 0;
  for (const { kind, template, where, by } of duties(now, config)) {
    const due = await tables.orders.find(
      { ...where, source: 'mall', reminded: command.neq(kind) },
      { orderBy: [[by, 'asc']], limit: BATCH },
    );
    for (const order of due) if (await remind(order, kind, template, config.autoReceiveDays)) sent += 1;
  }
  return sent;
}

async function remind(order: OrderDocument, kind: ReminderKind, template: MessageTemplate, autoReceiveDays: number): Promise<boolean> {
  const mine = await tables.orders.updateOne(
    { _id: order._id, status: order.status, reminded: command.neq(kind) },
    { reminded: command.push([kind]) },
  );
  if (!mine) return false;
  return sendMessage({
    openid: order._openid,
    templateId: template.templateId,
    page: `pages/order/index?id=${order._id}`,
    data: reminderData(kind, template, order, autoReceiveDays),
  });
}
