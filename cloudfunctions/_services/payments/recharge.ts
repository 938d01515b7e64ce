import type { PaymentDocument } from '@shop/shared/database/documents.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { transact } from '../../_platform/database.ts';
import type { PaymentNotice } from '../../_platform/payment-notice.ts';
import { tables } from '../../_platform/tables.ts';
import { bookBalance } from '../members/balance.ts';
import { countToday } from '../statistics/daily.ts';

/**
 * Books a recharge that WeChat vouches for into the balance, once: payment, balance and the rows that prove it in one transaction. A closed one is booked
 * too: the customer paid before WeChat closed it. The gift has a row of its own.
 */
export async function bookRecharge(payment: PaymentDocument, notice: PaymentNotice): Promise<'booked' | 'repeated'> {
  const booked = await transact<boolean>(async (transaction) => {
    const current = await transaction.get(tables.payments, payment._id);
    if (current?.status !== 'created' && current?.status !== 'closed') return { commit: false, result: false };
    const { recharge } = current;
    const member = recharge === undefined ? null : await transaction.get(tables.members, recharge.userId);
    if (recharge === undefined || member === null) throw new Error(`recharge ${payment._id}: its member is gone`);
    await transaction.update(tables.payments, payment._id, {
      status: 'success',
      transactionId: notice.transactionId,
      paidAt: notice.paidAt,
      updateTime: new Date(),
    });
    const common = { orderId: null, operator: member._openid };
    await bookBalance(transaction, {
      ...common,
      key: `${payment._id}.recharge`,
      member,
      type: 'recharge',
      amount: recharge.pay,
      reason: `微信充值 ${recharge.title}`,
    });
    const gift = recharge.get - recharge.pay;
    const after = { ...member, balance: member.balance + recharge.pay };
    if (gift > 0)
      await bookBalance(transaction, {
        ...common,
        key: `${payment._id}.gift`,
        member: after,
        type: 'gift',
        amount: gift,
        reason: '充值赠送',
      });
    return { commit: true, result: true };
  });
  if (booked) await countToday(beijingDay(Date.now()), { rechargeAmount: payment.amount });
  return booked ? 'booked' : 'repeated';
}
