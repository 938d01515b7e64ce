import { stock } from '@shop/shared/contracts/inventory.ts';
import { serveActions } from '../_platform/serve.ts';
import { batchesOf, expiringBatches } from '../_services/inventory/batches.ts';
import { adjust, receive, stockRecords, takeOut } from '../_services/inventory/manual.ts';
import { receiveBatch, takeOutOfBatch, transfer } from '../_services/inventory/together.ts';
import { configureUnit, findByBarcode } from '../_services/inventory/units.ts';

const enter: typeof receive = (input, caller) =>
  input.batch === undefined ? receive(input, caller) : receiveBatch({ ...input, batch: input.batch }, caller);

const leave: typeof takeOut = (input, caller) =>
  input.batchId === undefined ? takeOut(input, caller) : takeOutOfBatch({ ...input, batchId: input.batchId }, caller);

export const main = serveActions(stock, {
  in: { access: 'stock.write', run: enter },
  out: { access: 'stock.write', run: leave },
  loss: { access: 'stock.write', run: leave },
  gift: { access: 'stock.write', run: leave },
  adjust: { access: 'stock.write', run: adjust },
  transfer: { access: 'stock.write', run: transfer },
  find: { access: 'stock.read', run: (input) => findByBarcode(input.barcode) },
  configure: { access: 'stock.write', run: configureUnit },
  records: { access: 'stock.read', run: (input) => stockRecords(input.skuId, input.before) },
  batches: { access: 'stock.read', run: (input) => batchesOf(input.skuId, input.before) },
  expiring: { access: 'stock.read', run: (input) => expiringBatches(input.withinDays, input.after) },
});
