import { describe, expect, it } from 'vitest';
import { dateMode, modeOf, regionMode } from '../picker-modes.ts';
import { parseRegions, regions } from '../regions.ts';

const reading = (values: Readonly<Record<string, unknown>>) => (name: string) => values[name];

describe('date picker', () => {
  it('offers only days that exist in the chosen month', () => {
    const mode = dateMode(reading({ value: '2024-02-29', start: '2023-01-01', end: '2025-12-31', fields: 'day' }));
    expect(mode.columns(mode.start)[2]).toHaveLength(29);
    expect(mode.columns([0, 1, 0])[2]).toHaveLength(28);
    expect(mode.detail(mode.start)).toEqual({ value: '2024-02-29' });
  });

  it('keeps within start and end, and falls back to the last day when the month is shorter', () => {
    const mode = dateMode(reading({ value: '2024-03-31', start: '2024-02-10', end: '2024-04-20', fields: 'day' }));
    expect(mode.columns([0, 0, 0])[1]).toEqual(['2月', '3月', '4月']);
    expect(mode.columns([0, 0, 0])[2]?.[0]).toBe('10日');
    expect(mode.detail([0, 2, 30])).toEqual({ value: '2024-04-20' });
  });

  it('answers a month when only months are asked for', () => {
    const mode = dateMode(reading({ value: '2024-03', start: '2020-01-01', end: '2030-12-31', fields: 'month' }));
    expect(mode.start).toHaveLength(2);
    expect(mode.detail(mode.start)).toEqual({ value: '2024-03' });
  });
});

describe('time picker', () => {
  it('cuts the minutes of the first and the last hour', () => {
    const mode = modeOf('time', reading({ value: '09:30', start: '09:15', end: '11:05' }));
    expect(mode?.columns([0, 0])[1]?.[0]).toBe('15');
    expect(mode?.columns([2, 0])[1]).toHaveLength(6);
    expect(mode?.detail(mode.start)).toEqual({ value: '09:30' });
  });
});

describe('selector', () => {
  it('answers the index as text, as WeChat does', () => {
    const mode = modeOf('selector', reading({ range: [{ name: '顺丰' }, { name: '中通' }], rangeKey: 'name', value: 1 }));
    expect(mode?.columns([0])).toEqual([['顺丰', '中通']]);
    expect(mode?.detail(mode.start)).toEqual({ value: '1' });
  });
});

describe('region picker', () => {
  const table = parseRegions('11北京市|01北京市:01东城区,02西城区\n33浙江省|01杭州市:02上城区|02宁波市:03海曙区');

  it('finds the given region and answers names with their codes', () => {
    const mode = regionMode(reading({ value: ['浙江省', '宁波市', '海曙区'] }), table);
    expect(mode.start).toEqual([1, 1, 0]);
    expect(mode.detail(mode.start)).toMatchObject({ value: ['浙江省', '宁波市', '海曙区'], code: ['330000', '330200', '330203'] });
  });

  it('puts the custom item first on every level', () => {
    const mode = regionMode(reading({ customItem: '全部' }), table);
    expect(mode.columns([0, 0, 0])[0]).toEqual(['全部', '北京市', '浙江省']);
    expect(mode.detail([2, 0, 0])).toMatchObject({ value: ['浙江省', '全部', '全部'] });
  });

  it('knows every province, with districts below each city', () => {
    expect(regions()).toHaveLength(34);
    const guangdong = regions().find(({ name }) => name === '广东省');
    expect(guangdong?.children.find(({ name }) => name === '深圳市')?.children.map(({ name }) => name)).toContain('南山区');
  });
});
