import { expect, test } from 'vitest';
import { levelView } from './level.ts';

const standing = {
  points: 80,
  levelName: '银卡',
  percentOff: 2,
  growth: 500,
  next: { level: 2, name: '金卡', growth: 1000 },
  expiring: null,
};

test('a member sees what is missing to the next level, and the top as the top', () => {
  expect(levelView(standing)).toMatchObject({
    level: '银卡 · 享 9.8 折',
    progress: 50,
    growth: '成长值 500，再得 500 升级为金卡',
    expiring: '',
  });
  expect(levelView({ ...standing, next: null })).toMatchObject({ progress: 100, growth: '成长值 500，已是最高等级' });
});
