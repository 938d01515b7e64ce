import type { UsageReport } from '../../../../usage/usage.ts';
import { announcer, h, icon } from '../../dom.ts';
import { timeOf } from '../../feed-text.ts';
import { ask } from '../ask.ts';
import { costCards, functionTable, planTable } from './tables.ts';

type Report = UsageReport & { readonly collections: readonly string[] };

const ASK_EVERY_MS = 2000;

/** What the project consumes, what a unit of its business costs, and how many units a day a plan carries. */
export function mount(host: HTMLElement): () => void {
  const told = announcer();
  const about = h('p', {}, '');
  const collection = h('select', { class: 'field', 'aria-label': '按哪个集合的新增算一单' });
  const again = h('button', { type: 'button', class: 'text-button', on: { click: () => void begin({}) } }, icon('reload', 14), '重新计数');
  const body = h('div', { class: 'meter-body' });
  let drawn = '';
  let chosen: Report | null = null;

  function drawCollections({ collections, inserts, collection: current }: Report): void {
    if (document.activeElement === collection) return;
    const option = (name: string): HTMLElement =>
      h('option', { value: name }, inserts[name] === undefined ? name : `${name}（新增 ${inserts[name]}）`);
    const sorted = [...collections].sort((a, b) => (inserts[b] ?? 0) - (inserts[a] ?? 0) || a.localeCompare(b));
    collection.replaceChildren(...(current === null ? [h('option', { value: '' }, '选一个集合')] : []), ...sorted.map(option));
    collection.value = current ?? '';
  }

  function draw(report: Report): void {
    chosen = report;
    const text = JSON.stringify(report);
    if (text === drawn) return;
    drawn = text;
    const { unit, count, since, collection: current, billing, perUnit } = report;
    drawCollections(report);
    about.textContent = current === null ? '' : `${timeOf(since)} 起新增 ${count} ${unit === '单' ? '' : '个'}${unit}`;
    const hint =
      current === null
        ? '还不知道什么算一单：在右上选一个集合，它每新增一份文档算一单。'
        : `还没有新的${unit}，下面先列合计。去「商店」从头到尾做一遍，这里就会算出每${unit}用多少、各套餐每天够多少。`;
    body.replaceChildren(
      ...(perUnit === null ? [h('p', { class: 'meter-hint', role: 'status' }, icon('clock', 16), hint)] : []),
      h('div', { class: 'costs' }, ...costCards(report)),
      h(
        'section',
        { class: 'card' },
        h('h3', {}, '各套餐每天够多少'),
        h('div', { class: 'scroll' }, planTable(report)),
        h(
          'p',
          { class: 'fine' },
          '带 ? 的数字不确定：来自转载或旧版文档，以控制台为准；指着一个数字可看出处。按月的额度按 30 天分摊。',
          `资源使用量 = 内存 × 时长，时长按 ${billing.roundMs} ms 向上取整（${billing.note}），本机的时长与云端不同。「流出」是回给各端与外部的字节，云端只算其中一部分，估得偏多。`,
        ),
      ),
      h('section', { class: 'card' }, h('h3', {}, '各云函数'), h('div', { class: 'scroll' }, functionTable(report))),
    );
  }

  function problem(error: unknown): void {
    drawn = '';
    const retry = h('button', { type: 'button', class: 'text-button', on: { click: () => void look() } }, '重试');
    body.replaceChildren(
      h('div', { class: 'list-state' }, icon('warning', 28), h('p', {}, error instanceof Error ? error.message : String(error)), retry),
    );
  }

  async function look(): Promise<void> {
    await ask<Report>('/__emulator/usage').then(draw, problem);
  }

  async function begin(wanted: Readonly<Record<string, string>>): Promise<void> {
    await ask<Report>('/__emulator/usage', 'POST', wanted).then((report) => {
      draw(report);
      told.say('已重新计数');
    }, problem);
  }

  collection.addEventListener('change', () => {
    const name = collection.value;
    collection.blur();
    if (name !== '') void begin({ collection: name, unit: name === chosen?.collection ? chosen.unit : '单' });
  });

  host.append(
    h(
      'div',
      { class: 'tool-bar' },
      h('h2', {}, '用量'),
      about,
      h('span', { class: 'spring' }),
      h('label', { class: 'labelled' }, '一单 = 新增一份', collection),
      again,
    ),
    body,
    told.element,
  );
  void look();
  const timer = setInterval(() => {
    if (!host.hidden && !document.hidden) void look();
  }, ASK_EVERY_MS);
  return () => clearInterval(timer);
}
