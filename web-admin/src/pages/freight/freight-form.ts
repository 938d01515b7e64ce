import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { product } from '@shop/shared/contracts/staff.ts';
import type { FreightTemplateDocument } from '@shop/shared/database/documents.ts';
import type { FreightTariff } from '@shop/shared/domain/freight.ts';
import { formatYuan, parseYuan } from '@shop/shared/domain/money.ts';
import { formatQuantity, parseQuantity } from '@shop/shared/domain/weights.ts';

/** A freight template as it is written and as it is told. Pure: tested without a browser. */
export type FreightInput = Extract<InputOf<typeof product>, { action: 'saveFreight' }>['template'];

/** Weights in kilograms, fees in yuan, as typed. */
export interface TariffDraft {
  provinces: string[];
  first: string;
  firstFee: string;
  step: string;
  stepFee: string;
  freeFrom: string;
  freePieces: string;
}

export interface FreightDraft {
  name: string;
  by: 'weight' | 'piece';
  usual: TariffDraft;
  regions: TariffDraft[];
  surcharges: { province: string | undefined; fee: string }[];
  unserved: string[];
}

export function emptyTariff(): TariffDraft {
  return { provinces: [], first: '1', firstFee: '', step: '1', stepFee: '', freeFrom: '', freePieces: '' };
}

function tariffDraft(tariff: FreightTariff, by: FreightDraft['by'], provinces: readonly string[]): TariffDraft {
  const { byPiece = { first: 1, step: 1 } } = tariff;
  return {
    provinces: [...provinces],
    first: by === 'weight' ? formatQuantity(tariff.firstGrams) : String(byPiece.first),
    firstFee: formatYuan(tariff.firstFee),
    step: by === 'weight' ? formatQuantity(tariff.stepGrams) : String(byPiece.step),
    stepFee: formatYuan(tariff.stepFee),
    freeFrom: tariff.freeFrom === null ? '' : formatYuan(tariff.freeFrom),
    freePieces: tariff.freePieces === undefined ? '' : String(tariff.freePieces),
  };
}

export function freightDraft(template: FreightTemplateDocument | null): FreightDraft {
  if (template === null) return { name: '', by: 'weight', usual: emptyTariff(), regions: [], surcharges: [], unserved: [] };
  const by = template.byPiece === undefined ? 'weight' : 'piece';
  return {
    name: template.name,
    by,
    usual: tariffDraft(template, by, []),
    regions: (template.regions ?? []).map((region) => tariffDraft(region, by, region.provinces)),
    surcharges: Object.entries(template.surcharges).map(([province, fee]) => ({ province, fee: formatYuan(fee) })),
    unserved: [...template.unserved],
  };
}

export type FreightReading =
  | { readonly ok: true; readonly template: FreightInput }
  /** `where`: `usual`, `0`… of the regions, or the field. */
  | { readonly ok: false; readonly where: string; readonly problem: string };

class Problem extends Error {}

const plain = (text: string): string => text.normalize('NFKC').trim();

function money(text: string, what: string): number {
  const amount = parseYuan(plain(text));
  if (amount === null || amount < 0 || amount > 1_000_000) throw new Problem(`请填写${what}，最多两位小数`);
  return amount;
}

function whole(text: string, what: string): number {
  const value = plain(text);
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new Problem(`${what}请填 1 以上的整数`);
  return Number(value);
}

function kilograms(text: string, what: string): number {
  const grams = parseQuantity(plain(text));
  if (grams === null || grams > 10_000_000) throw new Problem(`请填写${what}（kg），最多三位小数`);
  return grams;
}

function tariffOf(draft: TariffDraft, by: FreightDraft['by']): Omit<FreightInput, 'name' | 'regions' | 'surcharges' | 'unserved'> {
  const fees = { firstFee: money(draft.firstFee, '首费'), stepFee: money(draft.stepFee, '续费') };
  const counted =
    by === 'weight'
      ? { firstGrams: kilograms(draft.first, '首重'), stepGrams: kilograms(draft.step, '续重') }
      : { firstGrams: 0, stepGrams: 0, byPiece: { first: whole(draft.first, '首件'), step: whole(draft.step, '续件') } };
  if (by === 'weight' && fees.stepFee > 0 && counted.stepGrams === 0) throw new Problem('续费大于 0 时，续重也要大于 0');
  const freePieces = plain(draft.freePieces) === '' ? {} : { freePieces: whole(draft.freePieces, '包邮件数') };
  return { ...counted, ...fees, freeFrom: plain(draft.freeFrom) === '' ? null : money(draft.freeFrom, '包邮金额'), ...freePieces };
}

/** The first thing that is wrong, where it is, or the template. */
export function readFreight(draft: FreightDraft): FreightReading {
  let where = 'name';
  try {
    const name = draft.name.trim();
    if (name === '') throw new Problem('请填写模板名称');
    where = 'usual';
    const usual = tariffOf(draft.usual, draft.by);
    const seen = new Set<string>();
    const regions = draft.regions.map((region, index) => {
      where = String(index);
      if (region.provinces.length === 0) throw new Problem('请选择这组地区');
      const twice = region.provinces.find((province) => seen.has(province));
      if (twice !== undefined) throw new Problem(`「${twice}」已在前面的分组里`);
      for (const province of region.provinces) seen.add(province);
      return { provinces: region.provinces, ...tariffOf(region, draft.by) };
    });
    where = 'surcharges';
    const surcharges = draft.surcharges.map(({ province, fee }) => {
      if (province === undefined) throw new Problem('请选择加收的地区');
      return { province, fee: money(fee, '加收金额') };
    });
    if (new Set(surcharges.map(({ province }) => province)).size < surcharges.length) throw new Problem('同一地区只能加收一次');
    return { ok: true, template: { name, ...usual, ...(regions.length > 0 ? { regions } : {}), surcharges, unserved: draft.unserved } };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, where, problem: error.message };
    throw error;
  }
}

/** A tariff in a line: `首重 3 kg ¥8.00，续重 1 kg ¥1.50，满 ¥59.00 包邮`. */
export function tariffText(tariff: FreightTariff): string {
  const { byPiece, firstFee, stepFee, firstGrams, stepGrams, freeFrom, freePieces } = tariff;
  if (freeFrom === 0) return '包邮';
  const [first, step] =
    byPiece === undefined
      ? [`首重 ${formatQuantity(firstGrams)} kg`, `续重 ${formatQuantity(stepGrams)} kg`]
      : [`首件 ${String(byPiece.first)} 件`, `续件 ${String(byPiece.step)} 件`];
  return [
    `${first} ¥${formatYuan(firstFee)}`,
    stepFee > 0 ? `${step} ¥${formatYuan(stepFee)}` : '',
    freeFrom === null ? '' : `满 ¥${formatYuan(freeFrom)} 包邮`,
    freePieces === undefined ? '' : `满 ${String(freePieces)} 件包邮`,
  ]
    .filter(Boolean)
    .join('，');
}

/** `广东、海南 另有运费；新疆 加收；香港、澳门 不配送`: what differs by where it goes. */
export function regionText({ regions = [], surcharges, unserved }: FreightTemplateDocument): string {
  const names = (provinces: readonly string[]): string =>
    provinces.map((province) => province.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/, '')).join('、');
  const own = regions.flatMap(({ provinces }) => provinces);
  return [
    own.length > 0 ? `${names(own)} 单独计费` : '',
    Object.keys(surcharges).length > 0 ? `${names(Object.keys(surcharges))} 加收` : '',
    unserved.length > 0 ? `${names(unserved)} 不配送` : '',
  ]
    .filter(Boolean)
    .join('；');
}

/** The shop's own first, the others by name. */
export function sortedTemplates(templates: readonly FreightTemplateDocument[]): FreightTemplateDocument[] {
  return [...templates].sort(
    (left, right) => Number(right._id === 'default') - Number(left._id === 'default') || left.name.localeCompare(right.name, 'zh-CN'),
  );
}
