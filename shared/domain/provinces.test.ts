import { describe, expect, it } from 'vitest';
import { isProvince, PROVINCES, sameProvince } from './provinces.ts';

describe('provinces', () => {
  it('are 34, each told apart by its first two characters', () => {
    expect(PROVINCES).toHaveLength(34);
    for (const one of PROVINCES) expect(PROVINCES.filter((other) => sameProvince(one, other))).toEqual([one]);
  });

  it('are known however they are written', () => {
    for (const name of ['广西', '广西壮族自治区', '内蒙古', '黑龙江', '黑龙江省', '北京', '香港']) expect(isProvince(name)).toBe(true);
    for (const name of ['', '广', '东京都', ' 广东', '全国']) expect(isProvince(name)).toBe(false);
  });
});
