import type { BrandDocument } from '../database/documents.ts';

/** A brand and the five digits that its barcodes carry behind `69`. */
export interface DemoBrand extends BrandDocument {
  readonly maker: string;
}

/** Invented cooperatives: no real company is meant. */
export const BRANDS: readonly DemoBrand[] = [
  {
    _id: 'b-loess',
    maker: '41070',
    name: '塬上人家',
    origin: '陕西延安',
    story: '黄土高原上四十二户果农的合作社，海拔一千一百米，昼夜温差大，苹果挂树到霜降才摘。',
  },
  {
    _id: 'b-oasis',
    maker: '41182',
    name: '绿洲里',
    origin: '新疆阿克苏',
    story: '天山雪水浇出来的果园，从修枝到装箱都由合作社自己做，只卖当年的果。',
  },
  {
    _id: 'b-jiangnan',
    maker: '41293',
    name: '水田小满',
    origin: '浙江杭州',
    story: '二十几户江南小农联合种菜、制茶、养鸡，凌晨采收，当天发车。',
  },
  {
    _id: 'b-ganjiang',
    maker: '41304',
    name: '赣水橙园',
    origin: '江西赣州',
    story: '三代人守着一面坡的脐橙合作社，统一疏果、统一采摘，糖度不够不下树。',
  },
  {
    _id: 'b-nanling',
    maker: '41415',
    name: '岭南果农',
    origin: '广东茂名',
    story: '荔枝、香蕉和芒果轮着来，南方果农的联营社，树上熟、冷链走。',
  },
  {
    _id: 'b-yunling',
    maker: '41526',
    name: '云岭高原',
    origin: '云南红河',
    story: '海拔一千六百米的高原合作社，日照长、早晚凉，莓果和石榴格外甜。',
  },
  {
    _id: 'b-blacksoil',
    maker: '41637',
    name: '黑土三江',
    origin: '黑龙江五常',
    story: '黑土地上的稻农合作社，一年只种一季，碾米机就在稻田边。',
  },
  {
    _id: 'b-qilu',
    maker: '41748',
    name: '齐鲁田园',
    origin: '山东莱芜',
    story: '姜、蒜、花生和樱桃，山东老把式的合作社，家家有地窖，户户会选种。',
  },
  { _id: 'b-shujian', maker: '41859', name: '蜀间坊', origin: '四川成都', story: '川西坝子的果园和酱园，豆瓣晒足三年，花椒手工去籽。' },
  {
    _id: 'b-taihang',
    maker: '41960',
    name: '太行谷仓',
    origin: '山西长治',
    story: '太行山里的旱地谷子与核桃，少雨、少虫，靠石碾和时间出味道。',
  },
  {
    _id: 'b-minshan',
    maker: '42071',
    name: '闽山茶事',
    origin: '福建安溪',
    story: '山头连着山头的茶农合作社，自己的茶青自己做，不收外山叶子。',
  },
  {
    _id: 'b-haiwei',
    maker: '42182',
    name: '海味渔家',
    origin: '福建宁德',
    story: '近海渔民与湖区养殖户的联合社，起捕两小时内入冰，按斤论价。',
  },
  {
    _id: 'b-prairie',
    maker: '42293',
    name: '塞上牧场',
    origin: '宁夏盐池',
    story: '滩羊吃甘草和苦豆子长大，牧民合作社定点屠宰，每只都能查到栏号。',
  },
];

/** The brands as the database keeps them. */
export function brandDocuments(): BrandDocument[] {
  return BRANDS.map(({ _id, name, origin, story }) => ({ _id, name, origin, story }));
}
