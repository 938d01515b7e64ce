import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { product } from '@shop/shared/contracts/staff.ts';
import type { FreightTemplateDocument } from '@shop/shared/database/documents.ts';
import { freightTemplateFaults, type FreightTariff } from '@shop/shared/domain/freight.ts';
import { fen } from '@shop/shared/domain/money.ts';
import type { Caller } from '../../_platform/caller.ts';
import { DEFAULT_FREIGHT } from '../../_platform/config.ts';
import { command, transact } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { recordOperation } from '../staff/operations.ts';

type Save = Extract<InputOf<typeof product>, { action: 'saveFreight' }>;
type Written = Save['template'];
type TariffInput = Written | NonNullable<Written['regions']>[number];
export type FreightAnswer = Result<{ changed: number; template: FreightTemplateDocument }>;

function tariff({ firstGrams, firstFee, stepGrams, stepFee, freeFrom, byPiece, freePieces }: TariffInput): FreightTariff {
  return {
    firstGrams,
    firstFee: fen(firstFee),
    stepGrams,
    stepFee: fen(stepFee),
    freeFrom: freeFrom === null ? null : fen(freeFrom),
    ...(byPiece === undefined ? {} : { byPiece }),
    ...(freePieces === undefined ? {} : { freePieces }),
  };
}

function documentOf(
  _id: string,
  { name, regions = [], surcharges, unserved, ...usual }: Written,
  revision: number,
): FreightTemplateDocument {
  return {
    _id,
    name,
    ...tariff({ name, surcharges, unserved, ...usual }),
    regions: regions.map(({ provinces, ...own }) => ({ provinces, ...tariff({ provinces, ...own }) })),
    surcharges: Object.fromEntries(surcharges.map(({ province, fee }) => [province, fen(fee)])),
    unserved,
    revision,
    updateTime: new Date(),
  };
}

/**
 * Writes a freight template whole: a new one (one per `requestId`), or an edit of the one that was there at `revision`. Orders keep the freight they were placed with; what is
 * priced from now on follows within half a minute.
 * Refuses INPUT_INVALID (a province twice, a further fee without a step), FREIGHT_NOT_FOUND, FREIGHT_CHANGED.
 */
export async function saveFreight({ requestId, templateId, revision = 0, template }: Save, caller: Caller): Promise<FreightAnswer> {
  const id = templateId ?? stableId('freight', caller.identity, requestId);
  const written = documentOf(id, template, templateId === undefined ? 1 : revision + 1);
  const [fault] = freightTemplateFaults(written);
  if (fault !== undefined) return refuse('INPUT_INVALID', fault);
  const saved = templateId === undefined ? await create(written) : await replace(written, revision);
  if (!saved.ok || saved.data.before === undefined) return saved.ok ? done({ changed: 0, template: saved.data.template }) : saved;
  await recordOperation(caller, 'freight.save', id, saved.data.before, written);
  return done({ changed: 1, template: written });
}

/** `before`: null of a new one, left out when nothing was written. */
interface Saved {
  readonly template: FreightTemplateDocument;
  readonly before?: FreightTemplateDocument | null;
}

async function create(written: FreightTemplateDocument): Promise<Result<Saved>> {
  if (await tables.freightTemplates.insertOnce(written)) return done({ template: written, before: null });
  const known = await tables.freightTemplates.get(written._id);
  return known === null ? refuse('FREIGHT_NOT_FOUND') : done({ template: known });
}

async function replace(written: FreightTemplateDocument, seen: number): Promise<Result<Saved>> {
  return transact<Result<Saved>>(async (transaction) => {
    const before = await transaction.get(tables.freightTemplates, written._id);
    if (before === null) return { commit: false, result: refuse('FREIGHT_NOT_FOUND') };
    if ((before.revision ?? 0) !== seen) return { commit: false, result: refuse('FREIGHT_CHANGED') };
    const { _id, byPiece, freePieces, ...fields } = written;
    await transaction.update(tables.freightTemplates, _id, {
      ...fields,
      // Whole values: an object in an update would be merged into what is there.
      regions: command.set(fields.regions ?? []),
      surcharges: command.set(fields.surcharges),
      unserved: command.set(fields.unserved),
      byPiece: byPiece === undefined ? command.remove() : command.set(byPiece),
      freePieces: freePieces ?? command.remove(),
    });
    return { commit: true, result: done({ template: written, before }) };
  });
}

/** Refuses FREIGHT_NOT_FOUND, FREIGHT_IN_USE (products travel by it, or it is the shop's own). */
export async function removeFreight(templateId: string, caller: Caller): Promise<Result<{ changed: number }>> {
  const before = await tables.freightTemplates.get(templateId);
  if (before === null) return refuse('FREIGHT_NOT_FOUND');
  if (templateId === DEFAULT_FREIGHT) return refuse('FREIGHT_IN_USE', '默认运费模板不能删除，可以修改它');
  if ((await tables.shopProducts.findOne({ freightTemplateId: templateId })) !== null) return refuse('FREIGHT_IN_USE');
  const changed = await tables.freightTemplates.remove({ _id: templateId });
  await recordOperation(caller, 'freight.remove', templateId, before, null);
  return done({ changed: Number(changed) });
}

/** Lets products travel by a template; answers how many changed. Refuses FREIGHT_NOT_FOUND. */
export async function setFreight(productIds: readonly string[], templateId: string, caller: Caller): Promise<Result<{ changed: number }>> {
  if ((await tables.freightTemplates.get(templateId)) === null) return refuse('FREIGHT_NOT_FOUND');
  const changed = await tables.shopProducts.updateAll(
    { _id: command.in([...productIds]), freightTemplateId: command.neq(templateId) },
    { freightTemplateId: templateId, updateTime: new Date() },
  );
  await recordOperation(caller, 'product.freight', productIds.join(','), null, { templateId, changed });
  return done({ changed });
}
