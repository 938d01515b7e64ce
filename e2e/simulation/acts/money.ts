import type { AfterSaleDocument } from '@shop/shared/database/documents.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { World } from '../world.ts';
import { anOrder, CUSTOMERS, HOUR, MANAGER, newRequest, oneOf, SALES, tap, type Act } from './common.ts';

/** A case goes its way: mostly what comes next, at times anything. */
export const handleCase: Act = async (world) => {
  const { luck, shop } = world;
  const cases = await shop.tables.afterSales.find({ _id: shop.command.gt('') }, { orderBy: [['createTime', 'desc']], limit: 20 });
  const open = cases.filter(({ status }) => ['applied', 'returning', 'returned'].includes(status));
  const claim =
    world.focus === undefined
      ? oneOf(world, open.length > 0 && luck.below(5) > 0 ? open : cases)
      : await shop.tables.afterSales.get(world.focus);
  if (claim === null) return;
  const [action, who] =
    luck.below(4) === 0
      ? luck.of([...steps(world, claim, 'applied'), ...steps(world, claim, 'returned')])
      : luck.of(steps(world, claim, claim.status));
  await tap(world, 'afterSale', action, who);
};

type Step = readonly [action: object, who: string];

function steps({ luck }: World, claim: AfterSaleDocument, status: AfterSaleDocument['status']): readonly Step[] {
  const common = { afterSaleId: claim._id };
  const some = luck.below(2) === 0 ? { amount: luck.between(1, Math.max(1, claim.amount)) } : {};
  const refundNow: Step = [{ action: 'refundNow', ...common, remark: '坏果赔付', ...some }, MANAGER];
  const approve: Step = [{ action: 'approve', ...common }, MANAGER];
  if (status === 'applied')
    return [
      approve,
      approve,
      approve,
      refundNow,
      [{ action: 'reject', ...common, reason: '超出范围' }, MANAGER],
      [{ action: 'withdraw', ...common }, claim._openid],
    ];
  const receive: Step = [{ action: 'receiveReturn', ...common, restock: luck.below(3) > 0 }, MANAGER];
  const sent: Step = [{ action: 'returnShipped', ...common, company: 'shunfeng', number: 'SF1234567890' }, claim._openid];
  const closed: Step = [{ action: 'closeReturn', ...common, reason: '未寄回' }, MANAGER];
  const withdrawn: Step = [{ action: 'withdraw', ...common }, claim._openid];
  // Who has no mini-program brings it along.
  return status === 'returning' && CUSTOMERS.includes(claim._openid)
    ? [sent, sent, sent, receive, withdrawn, closed]
    : [receive, receive, receive, refundNow, withdrawn, closed, sent];
}

/** A claim that staff write down for the customer, for orders of the counter too. */
export const claimForCustomer: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'paid', 'shipped', 'completed');
  if (one === null) return;
  const item = luck.of(one.items);
  const type = luck.below(3) === 0 ? 'return_goods' : 'refund_only';
  const claim = {
    orderId: one._id,
    skuId: item.skuId,
    quantity: luck.between(1, item.quantity),
    type,
    reason: luck.of(['spoiled', 'unwanted', 'other']),
  };
  await tap(
    world,
    'afterSale',
    { action: 'staffApply', requestId: newRequest(world), ...claim, description: '客户来电' },
    luck.below(2) === 0 ? SALES : MANAGER,
  );
};

/** The bank has its say: a refund arrives, is closed, gets stuck. */
export const bank: Act = async (world) => {
  const { luck, shop } = world;
  const refund = oneOf(world, await shop.tables.refunds.find({ status: 'processing' }, { limit: 20 }));
  if (refund === null) return;
  await tell(world, '/__sandbox/wechatpay/refund', {
    outRefundNo: refund._id,
    status: luck.of(['SUCCESS', 'CHANGE', 'REFUNDCLOSE', 'REFUNDCLOSE']),
  });
};

/** WeChat is out of order for a request or two: refuses, or does as told and its answer is lost. */
export const trouble: Act = async (world) => {
  const { luck } = world;
  const [path, codes] = luck.of([
    ['/pay/unifiedorder', ['SYSTEMERROR', 'lost']] as const,
    ['/pay/orderquery', ['SYSTEMERROR', 'lost']] as const,
    ['/pay/closeorder', ['SYSTEMERROR', 'lost']] as const,
    ['/secapi/pay/refund', ['NOTENOUGH', 'SYSTEMERROR', 'USER_ACCOUNT_ABNORMAL', 'USER_ACCOUNT_ABNORMAL', 'lost']] as const,
    ['/secapi/pay/refund', ['NOTENOUGH', 'SYSTEMERROR', 'USER_ACCOUNT_ABNORMAL', 'USER_ACCOUNT_ABNORMAL', 'lost']] as const,
    ['/pay/refundquery', ['SYSTEMERROR', 'lost']] as const,
  ]);
  await tell(world, '/__sandbox/wechatpay/trouble', { path, code: luck.of<string>(codes), times: luck.between(1, 3) });
};

async function tell(world: World, path: string, body: object): Promise<void> {
  world.diary.push(`${path} ${JSON.stringify(body)}`);
  world.tally.set(`bank ${path.split('/').at(-1) ?? ''}`, (world.tally.get(`bank ${path.split('/').at(-1) ?? ''}`) ?? 0) + 1);
  await world.emulator.post(path, body).catch((error: unknown) => void world.diary.push(`      ${String(error)}`));
}

/** Staff see to refunds that WeChat could not carry out: try again, or have paid by hand. */
export const tendRefund: Act = async (world) => {
  const refund = oneOf(world, await world.shop.tables.refunds.find({ status: 'manual' }, { limit: 20 }));
  if (refund !== null) await tend(world, refund._id, world.luck.below(3) > 0);
};

type Call = (name: string, data: object, who: string) => Promise<unknown>;

async function tend(world: World, refundId: string, again: boolean, call: Call = (...what) => tap(world, ...what)): Promise<void> {
  const data = again ? { action: 'retryRefund', refundId } : { action: 'markManual', refundId, remark: '已转账' };
  await call('afterSale', data, MANAGER);
}

/** When the shop is closed somebody sees to every refund that waits for a person. */
export async function tendAll(world: World): Promise<void> {
  const waiting = await world.shop.tables.refunds.find({ status: 'manual' }, { orderBy: [['_id', 'asc']], limit: 50 });
  for (const { _id, failure, channel } of waiting) {
    if (channel === 'offline') continue;
    await tend(world, _id, failure !== 'stuck' && world.luck.below(2) === 0, world.call);
  }
}

/** WeChat's troubles end: one more harmless one takes the place of whatever was planned. */
export async function endTrouble(world: World): Promise<void> {
  for (const path of ['/pay/unifiedorder', '/pay/orderquery', '/pay/closeorder', '/secapi/pay/refund', '/pay/refundquery'])
    await world.emulator.post('/__sandbox/wechatpay/trouble', { path, code: 'SYSTEMERROR', times: 1 });
}

/** The bill of yesterday, or of a day on which somebody paid, as it is or with a line that is not ours; whoever looks into a difference says what it was. */
export const reconcile: Act = async (world) => {
  const { luck, shop } = world;
  const before = { method: 'wechat', status: 'success', createTime: shop.command.lt(new Date(Date.now() - 34 * HOUR)) };
  const paid = oneOf(world, await shop.tables.payments.find(before, { orderBy: [['createTime', 'desc']], limit: 5 }));
  const day = beijingDay(paid !== null && luck.below(3) > 0 ? paid.createTime.getTime() : Date.now() - 24 * HOUR);
  // A number that nobody knows, in the place of one that everybody does.
  if (luck.below(2) === 0) shop.mistell((text) => text.replace(/`(\d{10,}W\d*)/g, '`9$1'));
  try {
    await tap(world, 'reconcile', { action: 'run', day }, MANAGER);
  } finally {
    shop.mistell(null);
  }
  const doc = await shop.tables.reconciliations.get(day);
  const item =
    doc === null ? undefined : [...doc.oursOnly, ...doc.theirsOnly, ...doc.amountDiffers].sort((a, b) => (a.number < b.number ? -1 : 1))[0];
  if (item !== undefined)
    await tap(world, 'reconcile', { action: 'resolve', day, kind: item.kind, number: item.number, remark: '已核实' }, MANAGER);
};
