import type { InputOf, OutputOf } from '@shop/shared/contracts/contract.ts';
import type { recharge } from '@shop/shared/contracts/finance.ts';
import type { PaymentDocument } from '@shop/shared/database/documents.ts';
import type { Caller } from '../../_platform/caller.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, DuplicateKey, transact } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { bookBalance } from '../members/balance.ts';
import { ensureMember } from '../members/members.ts';
import { openPayment, prepay, tradeExpiry } from '../payments/prepay.ts';
import { recordOperation } from '../staff/operations.ts';

type Input = InputOf<typeof recharge>;
type Answer = Result<OutputOf<typeof recharge>>;

/** How long a recharge may be paid. */
const PAY_MS = 30 * 60_000;
/** Open recharges that a member may have at a time: WeChat is asked about each of them until it ends. */
const MOST_OPEN = 20;

export async function listPackages(): Promise<Answer> {
  const { rechargePackages = [] } = await shopConfig();
  return done({ packages: rechargePackages });
}

/**
 * Opens the WeChat payment of a recharge package; its terms are kept in the payment as they were. The same `requestId` answers the same payment. The balance follows when WeChat
 * vouches for the money. Refuses PACKAGE_NOT_FOUND, MEMBER_BLOCKED, RATE_LIMITED, ORDER_PAID, ORDER_EXPIRED, PAYMENT_UNAVAILABLE.
 */
export async function buyPackage({ requestId, packageId }: Extract<Input, { action: 'buy' }>, caller: Caller): Promise<Answer> {
  if (caller.openid === null) return refuse('NOT_SIGNED_IN');
  const [member, { name, rechargePackages = [] }] = await Promise.all([ensureMember(caller.openid, caller.unionid), shopConfig()]);
  if (member.status === 'blocked') return refuse('MEMBER_BLOCKED', '账号暂时无法充值，请联系客服');
  const wanted = rechargePackages.find(({ id }) => id === packageId);
  if (wanted === undefined) return refuse('PACKAGE_NOT_FOUND');

  const now = new Date();
  const rechargeId = `C${stableId('recharge', caller.openid, requestId).slice(0, 28)}`;
  const fresh: PaymentDocument = {
    _id: rechargeId,
    _openid: caller.openid,
    orderId: '',
    orderNo: '',
    method: 'wechat',
    kind: 'recharge',
    recharge: { ...wanted, userId: member._id },
    amount: wanted.pay,
    status: 'created',
    tradeExpires: tradeExpiry(new Date(now.getTime() + PAY_MS), now),
    createTime: now,
    updateTime: now,
  };
  const open = { _openid: caller.openid, kind: 'recharge', status: 'created', createTime: command.gt(new Date(now.getTime() - PAY_MS)) };
  const [known, count] = await Promise.all([tables.payments.get(rechargeId), tables.payments.count(open)]);
  if (known === null && count >= MOST_OPEN) return refuse('RATE_LIMITED', '您有多笔充值还没有付款，请半小时后再试');
  const payment = known ?? (await openPayment(fresh));
  if (payment.status === 'success') return refuse('ORDER_PAID', '这笔充值已到账');
  const parameters = await prepay(payment, () => Promise.resolve(`${name}-余额充值`.slice(0, 40)), now);
  return parameters.ok ? done({ rechargeId, payment: parameters.data }) : parameters;
}

/** Staff put a member's balance right, with a reason; never below zero. The same `requestId` books once. Refuses MEMBER_NOT_FOUND, BALANCE_INSUFFICIENT. */
export async function adjustBalance(input: Extract<Input, { action: 'adjust' }>, caller: Caller): Promise<Answer> {
  const key = stableId('adjust', caller.identity, input.requestId);
  const outcome = await adjustOnce(key, input, caller);
  if (!outcome.ok) return outcome;
  const { before, balance } = outcome.data;
  if (before !== balance)
    await recordOperation(caller, 'member.balance', input.userId, { balance: before }, { balance, reason: input.reason });
  return done({ balance });
}

interface Adjusted {
  readonly before: number;
  readonly balance: number;
}

async function adjustOnce(key: string, input: Extract<Input, { action: 'adjust' }>, caller: Caller): Promise<Result<Adjusted>> {
  try {
    return await transact<Result<Adjusted>>(async (transaction) => {
      const known = await transaction.get(tables.balanceLogs, key);
      if (known !== null) return { commit: false, result: unchanged(known.balanceAfter) };
      const member = await transaction.get(tables.members, input.userId);
      if (member === null) return { commit: false, result: refuse('MEMBER_NOT_FOUND') };
      const balance = member.balance + input.amount;
      if (balance < 0) return { commit: false, result: refuse('BALANCE_INSUFFICIENT', '调整后余额不能小于零') };
      const { amount, reason } = input;
      await bookBalance(transaction, { key, member, type: 'adjust', amount, orderId: null, reason, operator: caller.identity });
      return { commit: true, result: done({ before: member.balance, balance }) };
    });
  } catch (error) {
    // The same request at the same moment.
    const known = error instanceof DuplicateKey ? await tables.balanceLogs.get(key) : null;
    if (known === null) throw error;
    return unchanged(known.balanceAfter);
  }
}

function unchanged(balance: number): Result<Adjusted> {
  return done({ before: balance, balance });
}
