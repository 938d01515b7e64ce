import type { OrderDocument, ShopProductDocument, StockDocument } from '@shop/shared/database/documents.ts';

const AT = new Date('2026-11-20T04:00:00Z');

export function anOrder(changes: Partial<OrderDocument> = {}): OrderDocument {
  return {
    _id: 'o1',
    orderNo: '202611200001',
    _openid: 'c1',
    userId: 'u1',
    requestId: 'request-1',
    source: 'mall',
    status: 'paid',
    placed: true,
    hidden: false,
    items: [
      {
        productId: 'p1',
        skuId: 's1',
        name: '红富士',
        image: '',
        specs: '5 斤',
        unit: '箱',
        unitPrice: 3000,
        quantity: 2,
        amount: 6000,
        discount: 500,
        payable: 5500,
      },
    ],
    itemCount: 2,
    address: { name: '林小满', phone: '13812345678', province: '上海市', city: '上海市', district: '徐汇区', detail: '漕溪北路 1 号' },
    remark: '',
    totalAmount: 6000,
    discountAmount: 500,
    freightAmount: 800,
    pointsUsed: 100,
    pointsAmount: 100,
    paymentAmount: 6200,
    explain: [
      { rule: 'goods', label: '商品原价', amount: 6000 },
      { rule: 'zone', label: '折扣专区', amount: -500 },
      { rule: 'points', label: '100 积分抵扣', amount: -100 },
      { rule: 'freight', label: '运费', amount: 800 },
    ],
    refundedAmount: 0,
    parcels: [],
    createTime: AT,
    expireTime: AT,
    updateTime: AT,
    ...changes,
  };
}

export function aStockUnit(changes: Partial<StockDocument> = {}): StockDocument {
  return {
    _id: 's1',
    productId: 'APPLE-5',
    productName: '红富士',
    shopProductId: 'p1',
    type: '水果',
    brand: '山东',
    specs: '5 斤',
    unit: '箱',
    barcode: '',
    image: '',
    quantity: 10,
    reserved: 0,
    lowStock: 3,
    price: 3000,
    moves: [],
    createTime: AT,
    updateTime: AT,
    ...changes,
  };
}

export function aProduct(changes: Partial<ShopProductDocument> = {}): ShopProductDocument {
  return {
    _id: 'p1',
    name: '红富士',
    subtitle: '',
    description: '',
    categoryId: 'c11',
    categoryPath: ['c1', 'c11'],
    brandId: 'b1',
    images: [],
    skus: [{ skuId: 's1', name: '5 斤', specs: {}, price: 3000, weightGrams: 2500 }],
    minPrice: 3000,
    maxPrice: 3000,
    origin: '山东',
    unit: '箱',
    tags: [],
    isHot: false,
    isNew: false,
    isDiscount: false,
    discountRate: 0,
    sort: 1,
    sales: 0,
    viewCount: 0,
    status: 'on',
    freightTemplateId: 'f1',
    createTime: AT,
    updateTime: AT,
    ...changes,
  };
}
