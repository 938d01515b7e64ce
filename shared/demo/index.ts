import type * as documents from '../database/documents.ts';
import { brandDocuments } from './brands.ts';
import { catalogue } from './catalogue.ts';
import { CATEGORIES } from './categories.ts';
import { coupons } from './coupons.ts';
import { BANNERS, FREIGHT_TEMPLATES, SHOP_CONFIG } from './front.ts';
import { history, type DemoHistory } from './history.ts';
import { addresses, members } from './people.ts';
import { promotions } from './promotions.ts';
import { staff, staffAccess } from './staff.ts';

export { DEMO_ADMINS, DEMO_STAFF, type DemoAdmin, type DemoStaff } from './staff.ts';

export interface DemoShop extends DemoHistory {
  categories: documents.CategoryDocument[];
  brands: documents.BrandDocument[];
  banners: documents.BannerDocument[];
  shopProducts: documents.ShopProductDocument[];
  productCosts: documents.ProductCostDocument[];
  members: documents.MemberDocument[];
  addresses: documents.AddressDocument[];
  /** Administrators come without `passwordHash`: their plain demo passwords are in `DEMO_ADMINS`. */
  staff: documents.StaffDocument[];
  staffAccess: documents.StaffAccessDocument[];
  freightTemplates: documents.FreightTemplateDocument[];
  config: documents.ShopConfigDocument;
  coupons: documents.CouponDocument[];
  flashSales: documents.FlashSaleDocument[];
  groupBuys: documents.GroupBuyDocument[];
}

/**
 * The demo shop 田间集 with thirty days behind it, complete and consistent, as plain documents. Money in fen; dates lie before `now`.
 * Without `past` it has never sold anything. Pure: the same `now` gives the same shop, and every call gives new objects.
 */
export function demoShop(now: Date, past = true): DemoShop {
  const [freight] = FREIGHT_TEMPLATES;
  if (freight === undefined) throw new Error('the demo shop has no freight template');
  const goods = catalogue(now);
  const people = { members: members(now), addresses: addresses(now) };
  return structuredClone({
    categories: [...CATEGORIES],
    brands: brandDocuments(),
    banners: [...BANNERS],
    ...goods,
    ...people,
    staff: staff(now),
    staffAccess: staffAccess(now),
    freightTemplates: [...FREIGHT_TEMPLATES],
    config: SHOP_CONFIG,
    coupons: coupons(now),
    ...promotions(goods, now),
    ...history({ ...goods, ...people, freight, config: SHOP_CONFIG }, now, past),
  });
}
