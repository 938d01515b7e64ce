import { LONG_AGO, type Harms } from './ground.ts';
import { both } from './ground.ts';

const times = { createTime: LONG_AGO, updateTime: LONG_AGO };
const stocktake = { title: '', skuIds: [], remark: '', ...times };
const notice = { kind: 'low_stock', title: '', text: '', resolved: false, createTime: LONG_AGO };

/** Harms to stock, batches, counts and low-stock notices. */
export const WAREHOUSE_HARMS: Harms = [
  [
    'a piece of stock from nowhere',
    (ground) => {
      const { _id, quantity } = ground.unit();
      return ground.change('products', _id, { quantity: quantity + 1 }, `stock.ledger ${_id}`);
    },
  ],
  [
    'more reserved than there is',
    (ground) => {
      const { _id, quantity } = ground.unit();
      return ground.change('products', _id, { reserved: quantity + 1 }, `stock.ledger ${_id}`, `stock.range ${_id}`);
    },
  ],
  [
    'a movement that nobody settled',
    async (ground) => {
      const {
        _id,
        productId,
        quantity: pieces,
        orderId,
      } = await ground.row<{ _id: string; productId: string; quantity: number; orderId: string }>('records', { type: 'ship' });
      return ground.change(
        'products',
        productId,
        { moves: [{ key: _id, kind: 'ship', pieces, orderId, at: LONG_AGO }] },
        `stock.marker ${productId}`,
      );
    },
  ],
  [
    'a batch that never came in',
    async (ground) => {
      const { _id: skuId } = ground.unit();
      const batch = { _id: 'unreceived', skuId, batchNo: 'B1', received: 5, left: 5, open: true, ...times };
      return both(
        await ground.change('products', skuId, { batched: true }),
        await ground.invent('stockBatches', batch, 'batch.ledger unreceived'),
      );
    },
  ],
  [
    'a batch that is empty and open',
    async (ground) => {
      const { _id: skuId } = ground.unit();
      const batch = { _id: 'empty', skuId, batchNo: 'B2', received: 5, left: 0, open: true, ...times };
      return both(
        await ground.change('products', skuId, { batched: true }),
        await ground.invent('stockBatches', batch, 'batch.range empty'),
      );
    },
  ],
  [
    'batches that hold more than there is',
    async (ground) => {
      const { _id: skuId, quantity } = ground.unit();
      const batch = { _id: 'full', skuId, batchNo: 'B3', received: quantity + 1, left: quantity + 1, open: true, ...times };
      return both(
        await ground.change('products', skuId, { batched: true }),
        await ground.invent('stockBatches', batch, 'batch.ledger full', `batch.sum ${skuId}`),
      );
    },
  ],
  [
    'goods held by a count that is over',
    (ground) => {
      const { _id } = ground.unit();
      return ground.change('products', _id, { countingIn: 'nowhere' }, `stocktake.hold ${_id}`);
    },
  ],
  [
    'a count that was approved and not booked',
    async (ground) => {
      const line = {
        _id: 'counted.k',
        stocktakeId: 'counted',
        skuId: 'k',
        snapshot: 1,
        counted: 4,
        difference: 3,
        version: 1,
        open: false,
        result: 'booked',
      };
      return both(
        await ground.invent('stocktakes', { _id: 'counted', ...stocktake, ...{ status: 'booked' } }),
        await ground.invent('stocktakeLines', line, 'stocktake.line counted.k'),
      );
    },
  ],
  [
    'a difference that nobody counted',
    (ground) => {
      const { _id: productId } = ground.unit();
      const row = {
        _id: 'uncounted',
        productId,
        type: 'adjust',
        quantity: 0,
        orderId: null,
        reason: '',
        reasonKind: 'count',
        operator: 'system',
        createTime: LONG_AGO,
      };
      return ground.invent('records', row, 'stocktake.row uncounted');
    },
  ],
  [
    'a count that stays being opened',
    (ground) => ground.invent('stocktakes', { _id: 'opening', ...stocktake, ...{ status: 'opening' } }, 'stocktake.stuck opening'),
  ],
  [
    'a notice of goods of which there is enough',
    (ground) => {
      const { _id: target } = ground.unit();
      return ground.invent('notices', { _id: 'needless', target, ...notice }, `notice.count ${target}`);
    },
  ],
  [
    'goods that were told to be low and are not',
    async (ground) => {
      const { _id: target } = ground.unit();
      return both(
        await ground.invent('notices', { _id: 'stale', target, ...notice }),
        await ground.change('products', target, { lowNotice: 'told', lowAlerted: true, lowStock: 0 }, `notice.level ${target}`),
      );
    },
  ],
  [
    'a notice that nobody writes',
    (ground) => {
      const { _id } = ground.unit();
      return ground.change('products', _id, { lowNotice: 'due' }, `notice.stuck ${_id}`);
    },
  ],
  [
    'goods on the list of what is low that are not',
    (ground) => {
      const { _id } = ground.unit();
      return ground.change('products', _id, { lowAlerted: true }, `notice.list ${_id}`);
    },
  ],
];
