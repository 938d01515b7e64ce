import type { OutputOf } from '@shop/shared/contracts/contract.ts';
import type { testUpdatePrepaidRecord } from '@shop/shared/contracts/prepaid.ts';
import type { PrestoreRecordDocument } from '@shop/shared/database/documents.ts';
import { command } from '../../_platform/database.ts';
import { newId } from '../../_platform/ids.ts';
import { done, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { prepaidId } from './book.ts';
import { bookDeduction, bookDeposit } from './prepaid.ts';

type Report = OutputOf<typeof testUpdatePrepaidRecord>;

/** Nobody's: no customer has this id, and what carries it is scratch. */
const SCRATCH = 'selftest';
/** A run that died is cleaned up by the next one after this; a run beside this one is left alone. */
const LEFT_OVER_MS = 10 * 60_000;

class Steps {
  readonly #steps: Report['steps'] = [];

  async check(name: string, expected: unknown, work: () => Promise<unknown>): Promise<void> {
    let detail: string;
    let passed = false;
    try {
      const found = await work();
      passed = JSON.stringify(found) === JSON.stringify(expected);
      detail = passed ? JSON.stringify(found) : `expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`;
    } catch (error) {
      detail = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : String(error);
    }
    this.#steps.push({ name, passed, detail });
  }

  report(cleaned: number): Report {
    return { passed: this.#steps.every((step) => step.passed), steps: this.#steps, cleaned };
  }
}

/**
 * `testUpdatePrepaidRecord`: the self-test of booking prepaid goods in and out, by the very code of `addPrestore` and `updatePrepaidProduct`, on a record of nobody's.
 * It cleans up after itself, also when a step fails, and after earlier runs that died. Nothing else is touched, so it may run in production.
 */
export async function testPrepaid(): Promise<Result<Report>> {
  const productId = `scratch-${newId()}`;
  const common = { customerId: SCRATCH, productId, orderId: null, remark: 'self-test', operator: 'system' };
  const put = async (key: string, quantity: number): Promise<number | string> => {
    const names = { customerName: '自检', productName: '自检', unit: 'kg', type: 'add' as const };
    const booked = await bookDeposit({ ...common, ...names, key: `${productId}.${key}`, quantity });
    return booked.ok ? booked.data.record.quantity : booked.reason;
  };
  const take = async (key: string, quantity: number): Promise<number | string> => {
    const booked = await bookDeduction({ ...common, key: `${productId}.${key}`, quantity });
    return booked.ok ? booked.data.record.quantity : booked.reason;
  };
  const steps = new Steps();
  let cleaned = await removeScratch({ createTime: command.lt(new Date(Date.now() - LEFT_OVER_MS)) });
  try {
    await steps.check('nothing to take from', 'PREPAID_NOT_FOUND', () => take('t0', 1));
    await steps.check('book in 1 kg', 1000, () => put('p1', 1000));
    await steps.check('the same request again books nothing', 1000, () => put('p1', 1000));
    await steps.check('take out 0.4 kg', 600, () => take('t1', 400));
    await steps.check('the same request again takes nothing', 600, () => take('t1', 400));
    await steps.check('more than is left is refused', 'PREPAID_INSUFFICIENT', () => take('t2', 601));
    await steps.check('two at once cannot both have the last 0.6 kg', [0, 'PREPAID_INSUFFICIENT'], async () =>
      (await Promise.all([take('t3', 600), take('t4', 600)])).sort((a, b) => (typeof a === typeof b ? 0 : typeof a === 'number' ? -1 : 1)),
    );
    await steps.check('the record is what its rows say', { quantity: 0, added: 1000, taken: 1000 }, async () => {
      const [record, added, taken] = await Promise.all([
        tables.prepaidRecords.get(prepaidId(SCRATCH, productId)),
        tables.prestoreRecords.find({ customerId: SCRATCH, productId }, { limit: 100 }),
        tables.prepaidUpdates.find({ customerId: SCRATCH, productId }, { limit: 100 }),
      ]);
      return { quantity: record?.quantity, added: sum(added), taken: sum(taken) };
    });
  } finally {
    cleaned += await removeScratch({ productId });
  }
  return done(steps.report(cleaned));
}

function sum(rows: readonly { quantity: number }[]): number {
  return rows.reduce((total, row) => total + row.quantity, 0);
}

async function removeScratch(which: Record<string, unknown>): Promise<number> {
  const where = { customerId: SCRATCH, ...which };
  const removed = [
    await tables.prepaidRecords.remove(where),
    await tables.prestoreRecords.remove(where),
    await tables.prepaidUpdates.remove(where),
  ];
  return removed.reduce((total, count) => total + count, 0);
}

/** `testCreateRecord`: can a function write a record here, is a second one with the same `_id` refused, does it read back, can it be removed? */
export async function testRecord(): Promise<Result<Report>> {
  const _id = `scratch-${newId()}`;
  const row: PrestoreRecordDocument = {
    _id,
    recordId: _id,
    customerId: SCRATCH,
    productId: _id,
    type: 'add',
    quantity: 1000,
    unit: 'kg',
    quantityAfter: 1000,
    orderId: null,
    remark: 'self-test',
    operator: 'system',
    createTime: new Date(),
  };
  const steps = new Steps();
  try {
    await steps.check('create', true, () => tables.prestoreRecords.insertOnce(row));
    await steps.check('the same _id again is refused', false, () => tables.prestoreRecords.insertOnce(row));
    await steps.check('read back', 1000, async () => (await tables.prestoreRecords.get(_id))?.quantity);
    await steps.check('a date comes back as one', true, async () => (await tables.prestoreRecords.get(_id))?.createTime instanceof Date);
  } finally {
    await steps.check('remove', 1, () => tables.prestoreRecords.remove({ _id }));
  }
  return done(steps.report(1));
}
