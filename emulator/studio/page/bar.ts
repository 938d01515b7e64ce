import type { MeterFigures } from '../../types.ts';
import { h, icon } from './dom.ts';
import { bytes, compact, durationOf } from './feed-text.ts';
import { clockText, lastMinute, offsetText, STEPS, strides, withSample, type Sample } from './figures.ts';

const SAMPLE_MS = 2000;
const CHART = { width: 72, height: 20, bars: 30 };

/** The bar at the foot: what a minute costs, and the emulator's clock. */
export function createBar(say: (text: string) => void): { readonly element: HTMLElement; start(): void } {
  let samples: readonly Sample[] = [];
  let offsetMs = 0;

  const values = new Map(
    ['calls', 'mean', 'reads', 'writes', 'out'].map((name) => [name, h('b', { 'data-testid': `figure-${name}` }, '–')]),
  );
  const figure = (name: string, label: string): HTMLElement =>
    h('span', { class: 'figure' }, h('small', {}, label), values.get(name) ?? null);
  const chart = h('canvas', { class: 'chart', width: CHART.width * 2, height: CHART.height * 2, 'aria-hidden': 'true' });
  const total = h('span', { class: 'total' });
  const now = h('time', { class: 'now', 'data-testid': 'clock' });
  const offset = h('span', { class: 'offset', 'data-testid': 'clock-offset' });
  const buttons = STEPS.map(({ label, ms }) =>
    h(
      'button',
      { type: 'button', class: 'text-button', title: `把时间拨快${label.slice(1)}`, on: { click: () => void advance(ms) } },
      label,
    ),
  );

  function drawChart(): void {
    const pen = chart.getContext('2d');
    if (pen === null) return;
    const bars = strides(samples).slice(-CHART.bars);
    const highest = Math.max(4, ...bars);
    const step = (CHART.width * 2) / CHART.bars;
    pen.clearRect(0, 0, chart.width, chart.height);
    bars.forEach((count, index) => {
      const height = Math.max(3, (count / highest) * chart.height);
      pen.fillStyle = count === 0 ? '#dfe5df' : '#2f7d4f';
      pen.fillRect((CHART.bars - bars.length + index) * step, chart.height - height, step - 1.5, height);
    });
  }

  function drawFigures(): void {
    const minute = lastMinute(samples);
    const texts = {
      calls: compact(minute.calls),
      mean: minute.meanMs === null ? '–' : durationOf(minute.meanMs),
      reads: compact(minute.reads),
      writes: compact(minute.writes),
      out: bytes(minute.bytesOut),
    };
    for (const [name, text] of Object.entries(texts)) {
      const value = values.get(name);
      if (value !== undefined && value.textContent !== text) value.textContent = text;
    }
    const last = samples.at(-1)?.figures;
    if (last !== undefined)
      total.textContent = `累计 ${compact(last.calls)} 次调用 · 读 ${compact(last.reads)} · 写 ${compact(last.writes)}`;
    drawChart();
  }

  function drawClock(): void {
    now.textContent = clockText(Date.now() + offsetMs);
    const text = offsetText(offsetMs);
    offset.textContent = text === '' ? '与本机同步' : `已拨快 ${text}`;
    offset.classList.toggle('moved', text !== '');
  }

  async function readClock(): Promise<void> {
    const response = await fetch('/__emulator/clock', { cache: 'no-store' });
    if (!response.ok) return;
    ({ offsetMs } = (await response.json()) as { offsetMs: number });
    drawClock();
  }

  async function advance(ms: number): Promise<void> {
    for (const button of buttons) button.disabled = true;
    try {
      const body = JSON.stringify({ advanceMs: ms });
      const response = await fetch('/__emulator/clock', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (!response.ok) throw new Error(`${response.status}`);
      await readClock();
      say(`时间${offset.textContent ?? ''}`);
    } catch {
      say('时间没有拨动，请稍后再试');
      offset.textContent = '没有拨动，请再试';
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  async function sample(): Promise<void> {
    const response = await fetch('/__emulator/meter', { cache: 'no-store' });
    if (!response.ok) return;
    const { total: figures } = (await response.json()) as { total: MeterFigures };
    samples = withSample(samples, { at: performance.now(), figures });
    drawFigures();
  }

  /** One after another, and none while nobody looks; a failure is the connection's, which the header tells. */
  async function keepSampling(): Promise<never> {
    for (;;) {
      if (!document.hidden) await Promise.all([sample(), readClock()]).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  }

  const element = h(
    'footer',
    { class: 'bar' },
    h(
      'div',
      { class: 'figures', role: 'group', 'aria-label': '最近一分钟' },
      h('span', { class: 'figures-title' }, '近 1 分钟'),
      chart,
      figure('calls', '调用'),
      figure('mean', '平均'),
      figure('reads', '读'),
      figure('writes', '写'),
      figure('out', '出网'),
      total,
    ),
    h('div', { class: 'clock', role: 'group', 'aria-label': '模拟时钟' }, icon('clock', 16), now, offset, ...buttons),
  );
  return {
    element,
    start() {
      drawClock();
      setInterval(drawClock, 1000);
      void keepSampling();
    },
  };
}
