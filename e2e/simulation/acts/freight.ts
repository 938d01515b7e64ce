import type { FreightTemplateDocument } from '@shop/shared/database/documents.ts';
import type { World } from '../world.ts';
import { anAddress, CUSTOMERS, idIn, MANAGER, newRequest, oneOf, someLines, tap, type Act } from './common.ts';

/** Settings and templates that a warm process has read are older than this in no process. */
const KEPT_MS = 31_000;
const PROVINCES = ['浙江省', '广东省', '海南省', '江苏省', '新疆维吾尔自治区', '西藏自治区'];
const HOME = { name: '李女士', phone: '13700002345', city: '某市', district: '某区', detail: '人民路 1 号' };

/** A customer moves: a new address near or far, or where nothing is sent; or one that is gone. */
export const move: Act = async (world) => {
  const { luck } = world;
  const who = luck.of(CUSTOMERS);
  if (luck.below(5) === 0) await tap(world, 'address', { action: 'remove', addressId: await anAddress(world, who) }, who);
  else
    await tap(
      world,
      'address',
      { action: 'save', address: { ...HOME, province: luck.of(PROVINCES), isDefault: luck.below(2) === 0 } },
      who,
    );
};

function tariff({ luck }: World): object {
  const counted = luck.below(3) === 0 ? { byPiece: { first: luck.between(1, 3), step: 1 } } : {};
  const free = luck.below(3) === 0 ? { freePieces: luck.between(2, 6) } : {};
  const weights = {
    firstGrams: luck.of([0, 500, 1000]),
    firstFee: luck.of([0, 600, 1500]),
    stepGrams: 500,
    stepFee: luck.of([0, 200, 500]),
  };
  return { ...weights, freeFrom: luck.of([null, 0, 3000, 9900]), ...counted, ...free };
}

function template(world: World): object {
  const { luck } = world;
  const regions = luck.below(2) === 0 ? [{ provinces: [luck.of(PROVINCES)], ...tariff(world) }] : [];
  const surcharges = luck.below(2) === 0 ? [{ province: luck.of(PROVINCES), fee: luck.of([300, 900]) }] : [];
  return { name: '快递', ...tariff(world), regions, surcharges, unserved: luck.below(2) === 0 ? [luck.of(PROVINCES)] : [] };
}

async function aTemplate(world: World): Promise<FreightTemplateDocument | null> {
  return oneOf(world, await world.shop.tables.freightTemplates.find({ _id: world.shop.command.gt('') }, { limit: 20 }));
}

/** Templates are written, edited, thrown away, and goods put on them. */
export const freight: Act = async (world) => {
  const { luck, units } = world;
  const known = await aTemplate(world);
  const draw = luck.below(6);
  if (known === null || draw === 0)
    await tap(world, 'product', { action: 'saveFreight', requestId: newRequest(world), template: template(world) }, MANAGER);
  else if (draw < 3) await edit(world, known);
  else if (draw < 4) {
    // Of goods that are sent by it, or of one that was written a moment ago.
    const saved = await tap(world, 'product', { action: 'saveFreight', requestId: newRequest(world), template: template(world) }, MANAGER);
    const templateId = luck.below(2) === 0 ? known._id : (idIn(saved, 'template') ?? known._id);
    await tap(world, 'product', { action: 'removeFreight', templateId }, MANAGER);
  } else {
    const productIds = [...new Set([luck.of(units), luck.of(units), luck.of(units.slice(0, 6))].map((unit) => unit.shopProductId))];
    await tap(world, 'product', { action: 'setFreight', productIds, templateId: known._id }, MANAGER);
  }
};

async function edit(world: World, { _id: templateId, revision = 0 }: FreightTemplateDocument): Promise<void> {
  const input = { action: 'saveFreight', requestId: newRequest(world), templateId, revision, template: template(world) };
  await tap(world, 'product', input, MANAGER);
}

/**
 * Somebody looks at what his order costs, a template changes, and he sends it off; by then every process has read the new one, so that he pays what another look says: the same
 * freight, or the same refusal where his goods do not go. To be done alone.
 */
export const templateBetween: Act = async (world) => {
  const { luck, faults, diary } = world;
  const who = luck.of(CUSTOMERS);
  const wanted = { addressId: await anAddress(world, who), items: someLines(world) };
  const look = { requestId: newRequest(world), ...wanted, preview: true };
  await world.call('submitOrder', look, who);
  const known = await aTemplate(world);
  if (known !== null) await edit(world, known);
  await world.advance(KEPT_MS);
  const placed = await world.call('submitOrder', { requestId: newRequest(world), ...wanted }, who);
  const again = await world.call('submitOrder', { ...look, requestId: newRequest(world) }, who);
  const told = (one: typeof placed): string => `${one?.reason ?? 'served'} ${String(one?.data?.['freightAmount'])}`;
  if (
    placed?.status === 200
      ? again?.status === 200 && told(placed) !== told(again)
      : again?.reason === 'AREA_NOT_SERVED' && told(placed) !== told(again)
  )
    faults.push(`freight: an order was told ${told(placed)}, the next look ${told(again)}\n${diary.slice(-12).join('\n')}`);
};
