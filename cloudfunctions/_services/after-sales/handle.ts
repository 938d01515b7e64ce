import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { afterSale } from '@shop/shared/contracts/after-sales.ts';
import type { AfterSaleDocument } from '@shop/shared/database/documents.ts';
import { CARRIERS, carrierName } from '@shop/shared/domain/carriers.ts';
import { DAY_MS } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command } from '../../_platform/database.ts';
import { log } from '../../_platform/log.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import type { Who } from '../orders/cancel.ts';
import { recordOperation } from '../staff/operations.ts';
import { caseView, endCase, moveAlone, type CaseAnswer } from './case.ts';
import { refundCase, type Agreement } from './refund.ts';

type Input = InputOf<typeof afterSale>;
type ActionInput<Name extends Input['action']> = Extract<Input, { action: Name }>;

/** How long an approved return may take to be handed to a carrier. */
const RETURN_DAYS = 7;
const BATCH = 100;

/** His own case; anybody else's does not exist for him. */
async function own(caseId: string, caller: Caller): Promise<AfterSaleDocument | null> {
  const claim = await tables.afterSales.get(caseId);
  return claim !== null && caller.openid !== null && claim._openid === caller.openid ? claim : null;
}

function answer(result: Result<AfterSaleDocument>): CaseAnswer {
  return result.ok ? done({ afterSale: caseView(result.data) }) : result;
}

function customer({ identity }: Caller): Who {
  return { identity, actor: 'customer' };
}

function staff({ identity }: Caller): Who {
  return { identity, actor: 'staff' };
}

/** Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE. */
export async function withdraw({ afterSaleId }: ActionInput<'withdraw'>, caller: Caller): Promise<CaseAnswer> {
  const claim = await own(afterSaleId, caller);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  return answer(await endCase(claim, { event: 'withdraw', who: customer(caller), remark: '撤销申请' }));
}

/** The customer has handed the goods to a carrier. Refuses AFTER_SALE_NOT_FOUND, INPUT_INVALID (unknown carrier), AFTER_SALE_STATE. */
export async function returnShipped({ afterSaleId, company, number }: ActionInput<'returnShipped'>, caller: Caller): Promise<CaseAnswer> {
  if (!CARRIERS.some((carrier) => carrier.code === company)) return refuse('INPUT_INVALID', '请选择列表中的快递公司');
  const claim = await own(afterSaleId, caller);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  const returnParcel = { company, companyName: carrierName(company), number, at: new Date() };
  const remark = `${returnParcel.companyName} ${number}`;
  return answer(await moveAlone(claim, { event: 'send_back', who: customer(caller), remark, also: { returnParcel } }));
}

type CaseAct = 'approve' | 'reject' | 'close' | 'receive' | 'refundNow';

/** Staff write what they do into the log, with the case as it was and is. */
async function recorded(
  caller: Caller,
  action: CaseAct,
  before: AfterSaleDocument,
  result: Result<AfterSaleDocument>,
): Promise<CaseAnswer> {
  if (!result.ok) return result;
  const told = ({ status, amount }: AfterSaleDocument): object => ({ status, amount });
  await recordOperation(caller, `afterSale.${action}`, before._id, told(before), told(result.data));
  return answer(result);
}

/** Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE, AFTER_SALE_QUANTITY. A refund without goods is made at once, a return is waited for. */
export async function approve({ afterSaleId, remark = '' }: ActionInput<'approve'>, caller: Caller): Promise<CaseAnswer> {
  const claim = await tables.afterSales.get(afterSaleId);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  const common = { who: staff(caller), remark };
  const result =
    claim.type === 'refund_only'
      ? await refundCase(claim, { ...common, event: 'approve_refund' })
      : await moveAlone(claim, { ...common, event: 'approve_return', also: { returnBy: new Date(Date.now() + RETURN_DAYS * DAY_MS) } });
  return recorded(caller, 'approve', claim, result);
}

/** Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE. */
export async function reject({ afterSaleId, reason }: ActionInput<'reject'>, caller: Caller): Promise<CaseAnswer> {
  const claim = await tables.afterSales.get(afterSaleId);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  return recorded(caller, 'reject', claim, await endCase(claim, { event: 'reject', who: staff(caller), remark: reason }));
}

/** The customer keeps the goods he was to send back: the case is over. Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE (nothing is waited for, or the parcel is on its way). */
export async function closeReturn({ afterSaleId, reason }: ActionInput<'closeReturn'>, caller: Caller): Promise<CaseAnswer> {
  const claim = await tables.afterSales.get(afterSaleId);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  if (claim.status !== 'returning') return refuse('AFTER_SALE_STATE');
  return recorded(caller, 'close', claim, await endCase(claim, { event: 'close', who: staff(caller), remark: reason }));
}

async function agree(caseId: string, action: CaseAct, caller: Caller, agreement: Omit<Agreement, 'who'>): Promise<CaseAnswer> {
  const claim = await tables.afterSales.get(caseId);
  if (claim === null) return refuse('AFTER_SALE_NOT_FOUND');
  return recorded(caller, action, claim, await refundCase(claim, { ...agreement, who: staff(caller) }));
}

/** The goods are back; they are sold again or not, and the money goes back. Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE. */
export function receiveReturn({ afterSaleId, restock, remark = '' }: ActionInput<'receiveReturn'>, caller: Caller): Promise<CaseAnswer> {
  return agree(afterSaleId, 'receive', caller, { event: 'receive', remark, restock });
}

/** Spoiled goods stay where they are (坏果赔付); staff may agree on less than their price. Refuses AFTER_SALE_NOT_FOUND, AFTER_SALE_STATE, REFUND_AMOUNT. */
export function refundNow({ afterSaleId, amount, remark }: ActionInput<'refundNow'>, caller: Caller): Promise<CaseAnswer> {
  return agree(afterSaleId, 'refundNow', caller, { event: 'refund_now', remark, ...(amount === undefined ? {} : { amount }) });
}

/** Closes returns that were agreed to and never sent. */
export async function closeOverdueReturns(now: Date): Promise<number> {
  const late = await tables.afterSales.find(
    { status: 'returning', returnBy: command.lte(now) },
    { orderBy: [['returnBy', 'asc']], limit: BATCH },
  );
  let closed = 0;
  for (const claim of late) {
    try {
      const system: Who = { identity: 'system', actor: 'system' };
      if ((await endCase(claim, { event: 'close', who: system, remark: '超时未寄回，自动关闭' })).ok) closed += 1;
    } catch (error) {
      log.error('timer work failed', error, { afterSale: claim._id });
    }
  }
  return closed;
}
