import type { OrderDocument, StockDocument } from '@shop/shared/database/documents.ts';

/** 2026-11-20 14:05 in Beijing. */
export const NOW = Date.UTC(2026, 10, 20, 6, 5);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A paid order of two lines, for tests. */
export function order(change: Partial<OrderDocument> = {}): OrderDocument {
  const line = { image: '/assets/products/p-1.svg', specs: '3斤装', unit: '箱', unitPrice: 3580, amount: 3580, discount: 0, payable: 3580 };
  return {
    _id: 'o1',
    orderNo: '202611200001',
    _openid: 'customer',
    userId: 'm1',
    requestId: 'r1234567',
    source: 'mall',
    status: 'paid',
    placed: true,
    hidden: false,
    items: [
      { ...line, productId: 'p-1', skuId: 'k-1', name: '巨峰葡萄', quantity: 1 },
      { ...line, productId: 'p-2', skuId: 'k-2', name: '红富士苹果', quantity: 2 },
    ],
    itemCount: 3,
    address: { name: '林小满', phone: '13800001001', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路 478 号' },
    remark: '',
    totalAmount: 10740,
    discountAmount: 0,
    freightAmount: 0,
    pointsUsed: 0,
    pointsAmount: 0,
    paymentAmount: 10740,
    explain: [],
    refundedAmount: 0,
    paymentMethod: 'balance',
    parcels: [],
    createTime: new Date(NOW - 30 * MINUTE),
    expireTime: new Date(NOW),
    paymentTime: new Date(NOW - 25 * MINUTE),
    updateTime: new Date(NOW - 25 * MINUTE),
    ...change,
  };
}

export function stock(change: Partial<StockDocument> = {}): StockDocument {
  return {
    _id: 'k-1',
    productId: 'SG-012-1',
    productName: '巨峰葡萄',
    shopProductId: 'p-1',
    type: '时令水果',
    brand: '水田小满',
    specs: '3斤装',
    unit: '箱',
    barcode: '6941293001203',
    image: '/assets/products/p-1.svg',
    quantity: 55,
    reserved: 2,
    lowStock: 20,
    price: 3580,
    moves: [],
    createTime: new Date(NOW),
    updateTime: new Date(NOW),
    ...change,
  };
}
