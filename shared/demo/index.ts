import type * as documents from '../database/documents.ts';
import { brandDocuments } from './brands.ts';
import { catalogue } from './catalogue.ts';
import { CATEGORIES } from './categories.ts';
import { BANNERS, FREIGHT_TEMPLATES, SHOP_CONFIG } from './front.ts';
import { addresses, balanceLogs, members, pointsLogs } from './people.ts';
import { staff, staffAccess } from './staff.ts';

export { DEMO_ADMINS, DEMO_STAFF, type DemoAdmin, type DemoStaff } from './staff.ts';

export interface DemoShop {
  categories: documents.CategoryDocument[];
  brands: documents.BrandDocument[];
  banners: documents.BannerDocument[];
  shopProducts: documents.ShopProductDocument[];
  /** Stock-keeping units. */
  products: documents.StockDocument[];
  productCosts: documents.ProductCostDocument[];
  /** Opening rows: they add up to every unit's `quantity`. */
  stockRecords: documents.StockRecordDocument[];
  members: documents.MemberDocument[];
  addresses: documents.AddressDocument[];
  balanceLogs: documents.BalanceLogDocument[];
  pointsLogs: documents.PointsLogDocument[];
  /** Administrators come without `passwordHash`: their plain demo passwords are in `DEMO_ADMINS`. */
  staff: documents.StaffDocument[];
  staffAccess: documents.StaffAccessDocument[];
  freightTemplates: documents.FreightTemplateDocument[];
  config: documents.ShopConfigDocument;
}

/**
 * The demo shop 田间集, complete and consistent, as plain documents. Money in fen; dates lie before `now`.
 * Pure: the same `now` gives the same shop, and every call gives new objects.
 */
export function demoShop(now: Date): DemoShop {
  return structuredClone({
    categories: [...CATEGORIES],
    brands: brandDocuments(),
    banners: [...BANNERS],
    ...catalogue(now),
    members: members(now),
    addresses: addresses(now),
    balanceLogs: balanceLogs(now),
    pointsLogs: pointsLogs(now),
    staff: staff(now),
    staffAccess: staffAccess(now),
    freightTemplates: [...FREIGHT_TEMPLATES],
    config: SHOP_CONFIG,
  });
}
