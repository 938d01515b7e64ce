import type { MeterFigures } from '../../types.ts';

export interface Sample {
  readonly at: number;
  readonly figures: MeterFigures;
}

const WINDOW_MS = 60_000;

/** The samples of the last minute and the one before it, with a new one. Figures that fell were reset: what was before is forgotten. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && (sample.figures.calls < last.figures.calls || sample.figures.reads < last.figures.reads)) return [sample];
  const firstInside = samples.findIndex(({ at }) => sample.at - at < WINDOW_MS);
  return [...(firstInside <= 0 ? samples : samples.slice(firstInside - 1)), sample];
}

export interface Minute {
  readonly calls: number;
  readonly reads: number;
  readonly writes: number;
  readonly bytesOut: number;
  /** Mean time of a call in ms; null when there was none. */
  readonly meanMs: number | null;
}

/** What happened within the last minute, or since the first sample when that is shorter. */
export function lastMinute(samples: readonly Sample[]): Minute {
  const first = samples[0]?.figures;
  const last = samples.at(-1)?.figures;
  if (first === undefined || last === undefined) return { calls: 0, reads: 0, writes: 0, bytesOut: 0, meanMs: null };
  const calls = last.calls - first.calls;
  return {
    calls,
    reads: last.reads - first.reads,
    writes: last.writes - first.writes,
    bytesOut: last.bytesOut - first.bytesOut,
    meanMs: calls === 0 ? null : (last.milliseconds - first.milliseconds) / calls,
  };
}

/** Calls between each two samples, for the little chart. */
export function strides(samples: readonly Sample[]): readonly number[] {
  return samples.slice(1).map((sample, index) => sample.figures.calls - (samples[index]?.figures.calls ?? 0));
}

const HOUR_MS = 3_600_000;

/** By how much the clock was moved forward: `1 天 2 小时`, `5 分钟`; nothing for less than a minute. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.round(offsetMs / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  return [days > 0 ? `${days} 天` : '', hours > 0 ? `${hours} 小时` : '', days === 0 && rest > 0 ? `${rest} 分钟` : '']
    .filter(Boolean)
    .join(' ');
}

export const STEPS: readonly { readonly label: string; readonly ms: number }[] = [
  { label: '+1 小时', ms: HOUR_MS },
  { label: '+1 天', ms: 24 * HOUR_MS },
];

/** `7月14日 周二 09:05:30` */
export function clockText(at: number): string {
  const date = new Date(at);
  const weekday = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'][date.getDay()] ?? '';
  return `${date.getMonth() + 1}月${date.getDate()}日 ${weekday} ${date.toLocaleTimeString('zh-CN', { hour12: false })}`;
}
