import type { Contracts, OutputOf } from '@shop/shared/contracts/index.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';

type Standing = Pick<OutputOf<Contracts['getUserPoints']>, 'points' | 'levelName' | 'percentOff' | 'growth' | 'next' | 'expiring'>;

export interface LevelView {
  readonly points: string;
  readonly level: string;
  /** Percent of the way to the next level; 100 at the top. */
  readonly progress: number;
  readonly growth: string;
  readonly expiring: string;
}

/** Where a member stands, and what is missing to the next level. */
export function levelView({ points, levelName, percentOff, growth, next, expiring }: Standing): LevelView {
  return {
    points: String(points),
    level: percentOff > 0 ? `${levelName} · 享 ${String((100 - percentOff) / 10)} 折` : levelName,
    progress: next === null ? 100 : Math.min(99, Math.floor((Math.max(0, growth) * 100) / Math.max(1, next.growth))),
    growth:
      next === null
        ? `成长值 ${String(growth)}，已是最高等级`
        : `成长值 ${String(growth)}，再得 ${String(Math.max(0, next.growth - growth))} 升级为${next.name}`,
    expiring: expiring === null || expiring.points === 0 ? '' : `${String(expiring.points)} 积分将于 ${formatDateTime(expiring.at)} 过期`,
  };
}
