import type { FreightTemplate } from '../domain/freight.ts';

export interface CategoryDocument {
  _id: string;
  name: string;
  parentId: string | null;
  level: 1 | 2 | 3;
  sort: number;
  icon?: string;
}

export interface BrandDocument {
  _id: string;
  name: string;
  origin: string;
  story: string;
}

export interface BannerDocument {
  _id: string;
  title: string;
  image: string;
  linkType: 'product' | 'category' | 'list' | 'page' | 'external';
  link: string;
  sort: number;
  status: 'on' | 'off';
}

/** A sellable variant as the shop shows it. `skuId` is the `_id` of the stock-keeping unit in `products`, where its stock lives. */
export interface ShopSku {
  skuId: string;
  name: string;
  specs: Record<string, string>;
  /** Fen. */
  price: number;
  /** Fen. */
  originalPrice?: number;
  weightGrams: number;
}

export interface ShopProductDocument {
  _id: string;
  name: string;
  subtitle: string;
  description: string;
  categoryId: string;
  /** The category and all above it, so that one equality finds a whole branch. */
  categoryPath: string[];
  brandId: string;
  images: string[];
  skus: ShopSku[];
  /** Fen, lowest and highest SKU price. */
  minPrice: number;
  maxPrice: number;
  originalPrice?: number;
  origin: string;
  unit: string;
  tags: string[];
  isHot: boolean;
  isNew: boolean;
  isDiscount: boolean;
  /** Percent off in the discount zone, 0–100. */
  discountRate: number;
  sort: number;
  sales: number;
  viewCount: number;
  status: 'on' | 'off';
  /** Deleted by staff: off the shelf for good, kept for the orders that name it. */
  deletedTime?: Date;
  /** Empty: the shop's own, `default`. */
  freightTemplateId: string;
  createTime: Date;
  updateTime: Date;
}

export interface FreightTemplateDocument extends FreightTemplate {
  _id: string;
  name: string;
  /** Grows with every edit: whoever edits names the one he saw. */
  revision?: number;
  updateTime?: Date;
}
