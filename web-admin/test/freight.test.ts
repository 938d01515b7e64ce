import { describe, expect, it } from 'vitest';
import { FREIGHT_TEMPLATES } from '@shop/shared/demo/front.ts';
import { emptyTariff, freightDraft, readFreight, regionText, sortedTemplates, tariffText } from '../src/pages/freight/freight-form.ts';

const [usual] = FREIGHT_TEMPLATES;
if (usual === undefined) throw new Error('the demo shop has no freight template');

describe('a freight template', () => {
  it('that is opened and saved is what it was', () => {
    const { _id, regions: _regions, surcharges, ...fields } = usual;
    expect(readFreight(freightDraft(usual))).toEqual({
      ok: true,
      template: { ...fields, surcharges: Object.entries(surcharges).map(([province, fee]) => ({ province, fee })) },
    });
  });

  it('is told in a line', () => {
    expect(tariffText(usual)).toBe('首重 3 kg ¥8.00，续重 1 kg ¥1.50，满 ¥59.00 包邮');
    expect(regionText(usual)).toBe('新疆、西藏、青海、内蒙古、宁夏、甘肃、海南 加收；香港、澳门、台湾 不配送');
    expect(tariffText({ ...usual, byPiece: { first: 2, step: 1 }, freeFrom: null, freePieces: 10 })).toBe(
      '首件 2 件 ¥8.00，续件 1 件 ¥1.50，满 10 件包邮',
    );
    expect(tariffText({ ...usual, freeFrom: usual.freeFrom === null ? null : (0 as typeof usual.freeFrom) })).toBe('包邮');
  });

  it('by the piece and region is read as it is typed', () => {
    const region = { ...emptyTariff(), provinces: ['广东省'], firstFee: '25', stepFee: '5' };
    const draft = {
      ...freightDraft(null),
      name: ' 冷链 ',
      by: 'piece' as const,
      usual: { ...emptyTariff(), first: '２', firstFee: '15', stepFee: '3' },
    };
    expect(readFreight({ ...draft, regions: [region], unserved: ['西藏自治区'] })).toEqual({
      ok: true,
      template: {
        name: '冷链',
        firstGrams: 0,
        stepGrams: 0,
        byPiece: { first: 2, step: 1 },
        firstFee: 1500,
        stepFee: 300,
        freeFrom: null,
        regions: [
          {
            provinces: ['广东省'],
            firstGrams: 0,
            stepGrams: 0,
            byPiece: { first: 1, step: 1 },
            firstFee: 2500,
            stepFee: 500,
            freeFrom: null,
          },
        ],
        surcharges: [],
        unserved: ['西藏自治区'],
      },
    });
    const wrong = (changes: object): unknown => readFreight({ ...draft, ...changes });
    expect(wrong({ name: ' ' })).toMatchObject({ where: 'name' });
    expect(wrong({ usual: emptyTariff() })).toEqual({ ok: false, where: 'usual', problem: '请填写首费，最多两位小数' });
    expect(wrong({ regions: [region, region] })).toEqual({ ok: false, where: '1', problem: '「广东省」已在前面的分组里' });
    expect(wrong({ surcharges: [{ province: undefined, fee: '1' }] })).toMatchObject({ where: 'surcharges' });
    expect(wrong({ by: 'weight', usual: { ...draft.usual, step: '0' } })).toMatchObject({ where: 'usual' });
  });

  it('of the shop comes first', () => {
    expect(sortedTemplates([{ ...usual, _id: 'b', name: '乙' }, usual, { ...usual, _id: 'a', name: '阿' }]).map(({ _id }) => _id)[0]).toBe(
      'default',
    );
  });
});
