import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { customer as contract } from '@shop/shared/contracts/customers.ts';
import type { AddressDocument, CustomerDocument, CustomerPriceDocument } from '@shop/shared/database/documents.ts';
import { customerKeywords, customerSearch } from '@shop/shared/domain/customer-search.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, containing, WriteConflict, type Where } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';
import { owedBy } from './statement.ts';

const PAGE = 50;
const ATTEMPTS = 5;

type Save = Extract<InputOf<typeof contract>, { action: 'save' }>;

/** What narrows a list to the customers that `keyword` means: any part of a name, four digits or more of a phone. */
function matching(keyword: string | undefined): Where | null {
  const search = customerSearch(keyword ?? '');
  if (search === null) return keyword === undefined || keyword === '' ? {} : null;
  return { keywords: search.keyword, [search.field]: containing(search.text) };
}

/** Customers, newest first, those that were merged away left out; `before` (ms) pages on. */
export async function listCustomers(
  keyword: string | undefined,
  before: number | undefined,
): Promise<Result<{ list: CustomerDocument[] }>> {
  const narrow = matching(keyword);
  if (narrow === null) return done({ list: [] });
  const list = await tables.customers.find(
    { ...narrow, status: command.neq('merged'), createTime: command.lt(new Date(before ?? Date.now() + 1)) },
    { orderBy: [['createTime', 'desc']], limit: PAGE },
  );
  return done({ list });
}

interface Whole {
  customer: CustomerDocument;
  addresses: AddressDocument[];
  prices: CustomerPriceDocument[];
  owed: number;
}

/** One customer with his addresses and own prices. Refuses CUSTOMER_NOT_FOUND. */
export async function getCustomer(customerId: string): Promise<Result<Whole>> {
  const [customer, addresses, prices] = await Promise.all([
    tables.customers.get(customerId),
    tables.addresses.find({ customerId }, { orderBy: [['updateTime', 'desc']], limit: PAGE }),
    tables.customerPrices.find({ customerId }, { orderBy: [['updateTime', 'desc']], limit: 500 }),
  ]);
  return customer === null ? refuse('CUSTOMER_NOT_FOUND') : done({ customer, addresses, prices, owed: owedBy(customer) });
}

/**
 * Makes a customer, or changes what is named of one; the same `requestId` makes one. Refuses CUSTOMER_NOT_FOUND, CUSTOMER_MERGED, CUSTOMER_EXISTS (another
 * one has this phone or this member) and MEMBER_NOT_FOUND.
 */
export async function saveCustomer({ requestId, customer: input }: Save, caller: Caller): Promise<Result<{ customer: CustomerDocument }>> {
  const id = input._id ?? stableId('customer', caller.identity, requestId);
  const taken = await takenBy(input, id);
  if (taken !== null) return taken;
  return input._id === undefined ? create(id, input, caller) : change(id, input, caller);
}

async function takenBy({ phone, memberId }: Save['customer'], id: string): Promise<Result<never> | null> {
  const other = { _id: command.neq(id), status: command.neq('merged') };
  const [samePhone, sameMember, member] = await Promise.all([
    phone === undefined ? null : tables.customers.findOne({ phone, ...other }),
    memberId ? tables.customers.findOne({ memberId, ...other }) : null,
    memberId ? tables.members.findOne({ openId: memberId }) : null,
  ]);
  if (memberId && member === null) return refuse('MEMBER_NOT_FOUND');
  if (samePhone !== null) return refuse('CUSTOMER_EXISTS', `该手机号已属于客户「${samePhone.name}」`);
  if (sameMember !== null) return refuse('CUSTOMER_EXISTS', `该会员已关联客户「${sameMember.name}」`);
  return null;
}

async function create(id: string, input: Save['customer'], caller: Caller): Promise<Result<{ customer: CustomerDocument }>> {
  const now = new Date();
  const { name, phone, type = '普通', remark = '', creditLimit = 0, memberId } = input;
  const fresh: CustomerDocument = {
    _id: id,
    name,
    ...(phone === undefined ? {} : { phone }),
    ...(memberId ? { memberId } : {}),
    type,
    remark,
    keywords: customerKeywords({ name, phone }),
    creditLimit,
    owed: 0,
    status: 'active',
    createTime: now,
    updateTime: now,
  };
  if (await tables.customers.insertOnce(fresh)) {
    await recordOperation(caller, 'customer.create', id, null, { type, creditLimit });
    return done({ customer: fresh });
  }
  return done({ customer: (await tables.customers.get(id)) ?? fresh });
}

/** One write on the version that was read, tried again when somebody else was faster. */
async function change(id: string, input: Save['customer'], caller: Caller): Promise<Result<{ customer: CustomerDocument }>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await tables.customers.get(id);
    if (before === null) return refuse('CUSTOMER_NOT_FOUND');
    if (before.status === 'merged') return refuse('CUSTOMER_MERGED');
    const { name, phone = before.phone, type, remark, creditLimit, memberId } = input;
    const after = await tables.customers.updateAndRead(
      { _id: id, ...seen(before) },
      {
        name,
        ...(phone === undefined ? {} : { phone }),
        ...(type === undefined ? {} : { type }),
        ...(remark === undefined ? {} : { remark }),
        ...(creditLimit === undefined ? {} : { creditLimit }),
        ...(memberId === undefined ? {} : { memberId: memberId === '' ? command.remove() : memberId }),
        keywords: customerKeywords({ name, phone }),
        status: 'active',
        updateTime: new Date(),
      },
    );
    if (after === null) continue;
    const figures = ({ type, creditLimit, memberId }: CustomerDocument): object => ({ type, creditLimit, linked: memberId !== undefined });
    await recordOperation(caller, 'customer.change', id, figures(before), figures(after));
    return done({ customer: after });
  }
  throw new WriteConflict(`customer ${id} is being changed all the time`);
}

/** The version that was read; customers of the older system have no `updateTime` yet. */
export function seen(customer: CustomerDocument): Where {
  const at = customer.updateTime as Date | undefined;
  return { updateTime: at ?? command.exists(false) };
}
