import type { BannerDocument, FreightTemplateDocument, ShopConfigDocument } from '../database/documents.ts';
import { fen } from '../domain/money.ts';

/** `link` is a product id, a category id, or for `list` the zone: `hot`, `new` or `discount`. */
export const BANNERS: readonly BannerDocument[] = [
  { _id: 'banner-harvest', title: '秋收上新', image: '/assets/banners/harvest.svg', linkType: 'list', link: 'new', sort: 10, status: 'on' },
  {
    _id: 'banner-orange',
    title: '赣南脐橙开园',
    image: '/assets/banners/orange.svg',
    linkType: 'product',
    link: 'p-gannan-orange',
    sort: 20,
    status: 'on',
  },
  {
    _id: 'banner-rice',
    title: '东北新米到家',
    image: '/assets/banners/rice.svg',
    linkType: 'category',
    link: 'c-grain',
    sort: 30,
    status: 'on',
  },
  {
    _id: 'banner-discount',
    title: '田间直降',
    image: '/assets/banners/discount.svg',
    linkType: 'list',
    link: 'discount',
    sort: 40,
    status: 'on',
  },
  {
    _id: 'banner-tea',
    title: '山里的茶与蜜',
    image: '/assets/banners/tea.svg',
    linkType: 'category',
    link: 'c-tea',
    sort: 50,
    status: 'on',
  },
];

export const FREIGHT_TEMPLATES: readonly FreightTemplateDocument[] = [
  {
    _id: 'default',
    name: '满 59 元包邮',
    firstGrams: 3000,
    firstFee: fen(800),
    stepGrams: 1000,
    stepFee: fen(150),
    freeFrom: fen(5900),
    surcharges: {
      新疆维吾尔自治区: fen(1800),
      西藏自治区: fen(2200),
      青海省: fen(800),
      内蒙古自治区: fen(500),
      宁夏回族自治区: fen(500),
      甘肃省: fen(500),
      海南省: fen(800),
    },
    unserved: ['香港特别行政区', '澳门特别行政区', '台湾省'],
  },
];

export const SHOP_CONFIG: ShopConfigDocument = {
  _id: 'shop',
  name: '田间集',
  servicePhone: '400-000-0520',
  announcement: '秋收新品陆续上架，每天 16 点前下单当日发货；生鲜到家请当面开箱，坏果拍照包赔。',
  payMinutes: 30,
  autoReceiveDays: 10,
  maxPiecesPerLine: 200,
  points: { pointsPerFen: 1, maxPercent: 50 },
  earning: { pointsPerYuan: 1, growthPerYuan: 1 },
  levels: [
    { level: 1, name: '新芽会员', growth: 0, percentOff: 0 },
    { level: 2, name: '青叶会员', growth: 200, percentOff: 1 },
    { level: 3, name: '花信会员', growth: 500, percentOff: 2 },
    { level: 4, name: '硕果会员', growth: 1000, percentOff: 3 },
    { level: 5, name: '丰年会员', growth: 2000, percentOff: 5 },
  ],
  afterSaleDays: 7,
  messageTemplates: {
    paymentDue: {
      templateId: 'demo-payment-due',
      fields: { goods: 'thing1', amount: 'amount2', time: 'time3', tip: 'thing4' },
    },
    shipped: {
      templateId: 'demo-shipped',
      fields: { orderNo: 'character_string1', goods: 'thing2', carrier: 'thing3', number: 'character_string4', time: 'time5' },
    },
    receiveDue: { templateId: 'demo-receive-due', fields: { orderNo: 'character_string1', goods: 'thing2', time: 'time3', tip: 'thing4' } },
  },
  rechargePackages: [
    { id: 'r-100', title: '充 100 元', pay: 10_000, get: 10_000 },
    { id: 'r-300', title: '充 300 送 20', pay: 30_000, get: 32_000 },
    { id: 'r-500', title: '充 500 送 50', pay: 50_000, get: 55_000 },
    { id: 'r-1000', title: '充 1000 送 120', pay: 100_000, get: 112_000 },
  ],
};
