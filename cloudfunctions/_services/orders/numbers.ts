import { orderCounterId, orderNumber } from '@shop/shared/domain/order-number.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

/** The next order number of the Beijing day: one atomic increment, so that callers at the same instant never share one. A refused order leaves a gap. */
export async function nextOrderNumber(nowMs: number): Promise<string> {
  const id = orderCounterId(nowMs);
  for (;;) {
    const counter = await tables.counters.updateAndRead({ _id: id }, { value: command.inc(1) });
    if (counter !== null) return orderNumber(nowMs, counter.value);
    await tables.counters.insertOnce({ _id: id, value: 0 });
  }
}
