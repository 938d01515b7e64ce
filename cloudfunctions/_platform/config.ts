import type { FreightTemplateDocument, ShopConfigDocument } from '@shop/shared/database/documents.ts';
import { NO_FREIGHT } from '@shop/shared/domain/freight.ts';
import { command } from './database.ts';
import { tables } from './tables.ts';

/** How long a warm process may go on with what it read: settings are changed rarely and take effect within this time. */
const KEEP_MS = 30_000;

const DEFAULTS = {
  _id: 'shop',
  name: '商城',
  servicePhone: '',
  announcement: '',
  payMinutes: 30,
  autoReceiveDays: 10,
  maxPiecesPerLine: 999,
  maxUnpaidOrders: 20,
  points: { pointsPerFen: 1, maxPercent: 50 },
} as const satisfies ShopConfigDocument;

type ShopConfig = ShopConfigDocument & { readonly maxUnpaidOrders: number };

function kept<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  let until = 0;
  return () => {
    const now = Date.now();
    // A clock that was put back makes nothing younger.
    if (value === null || now >= until || until - now > KEEP_MS) {
      until = now + KEEP_MS;
      const reading = read();
      value = reading;
      reading.catch(() => {
        if (value === reading) value = null;
      });
    }
    return value;
  };
}

export const shopConfig = kept(async (): Promise<ShopConfig> => ({ ...DEFAULTS, ...(await tables.configs.get('shop')) }));

/** The template that goods travel by whose own is not there. */
export const DEFAULT_FREIGHT = 'default';
/** A shop has a handful. */
const MOST_TEMPLATES = 200;

/** All freight templates by id; the default one is always among them. */
export const freightTemplates = kept(async (): Promise<ReadonlyMap<string, FreightTemplateDocument>> => {
  const list = await tables.freightTemplates.find({ _id: command.gt('') }, { limit: MOST_TEMPLATES });
  const free: FreightTemplateDocument = { _id: DEFAULT_FREIGHT, name: '包邮', ...NO_FREIGHT };
  return new Map([free, ...list].map((template) => [template._id, template]));
});

/** The default template, and what finds a product's own: the same object for the same template. */
export async function freightRules(): Promise<{
  readonly usual: FreightTemplateDocument;
  readonly own: (templateId: string | undefined) => FreightTemplateDocument;
}> {
  const all = await freightTemplates();
  const usual = all.get(DEFAULT_FREIGHT);
  if (usual === undefined) throw new Error('no default freight template');
  return { usual, own: (templateId) => all.get(templateId ?? DEFAULT_FREIGHT) ?? usual };
}

/** A setting from the function's environment; refuses to start without it. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** True on one machine, with the local CloudBase. */
export function isLocal(): boolean {
  return process.env['SHOP_STAGE'] === 'local';
}

/** `production` in the live environment; anything else allows what must never be done there. */
export function isProduction(): boolean {
  return process.env['SHOP_STAGE'] === 'production';
}
