import { RESOURCES, type Cost, type Projection, type Resource } from '../../../../usage/projection.ts';
import type { UsageReport } from '../../../../usage/usage.ts';
import { h } from '../../dom.ts';
import { durationOf } from '../../feed-text.ts';
import { amountText, carriedText, quotaText, RESOURCE_NAMES } from './text.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Bars of one resource over the last units. */
function spark(values: readonly number[], title: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const highest = Math.max(...values, 1e-9);
  const width = 4;
  svg.setAttribute('viewBox', `0 0 ${Math.max(1, values.length) * width} 24`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', 'spark');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  values.forEach((value, index) => {
    const bar = document.createElementNS(SVG, 'rect');
    const height = Math.max(1, (value / highest) * 24);
    for (const [name, number] of Object.entries({ x: index * width, y: 24 - height, width: width - 1, height }))
      bar.setAttribute(name, String(number));
    svg.append(bar);
  });
  return svg;
}

/** What a unit costs: one card for each resource. */
export function costCards({ perUnit, total, recent, unit }: UsageReport): HTMLElement[] {
  return RESOURCES.map((resource) =>
    h(
      'div',
      { class: 'card cost', 'data-resource': resource },
      h('small', {}, RESOURCE_NAMES[resource]),
      h('b', {}, amountText(resource, perUnit?.[resource] ?? total[resource])),
      h('span', {}, perUnit === null ? '合计' : `每${unit} · 合计 ${amountText(resource, total[resource])}`),
      recent.length > 1
        ? spark(
            recent.map((cost) => cost[resource]),
            `最近 ${recent.length} ${unit}各用多少`,
          )
        : h('i', { class: 'spark' }),
    ),
  );
}

function figureCell({ plan, limits, limitedBy }: Projection, resource: Resource, sources: UsageReport['sources']): HTMLElement {
  const figure = plan.figures[resource];
  if (figure === undefined) return h('td', { class: 'unknown', title: '查不到公开的数字' }, '查不到');
  const source: { readonly title: string } | undefined = Object.entries(sources).find(([id]) => id === figure.source)?.[1];
  const limit = limits.find((one) => one.resource === resource);
  const title = `${source?.title ?? figure.source}，${figure.date} 查阅${figure.sure ? '' : '；不确定'}`;
  return h(
    'td',
    { title, class: limitedBy === resource ? 'narrowest' : '' },
    quotaText(resource, figure.amount, figure.per),
    figure.sure ? null : h('em', { class: 'unsure', title }, '?'),
    h('small', {}, limit === undefined ? '' : `够 ${carriedText(limit.unitsPerDay)}`),
  );
}

/** How many units a day each plan carries, by which quota, with every figure's source in its tooltip. */
export function planTable({ plans, sources, unit, perUnit }: UsageReport): HTMLElement {
  const head = ['套餐', `每天${unit}数`, ...RESOURCES.map((resource) => RESOURCE_NAMES[resource])];
  const row = (projection: Projection): HTMLElement => {
    const { plan, unitsPerDay, limitedBy, unknown, sure } = projection;
    const missing = unknown.map((resource) => RESOURCE_NAMES[resource]).join('、');
    const about = limitedBy === null ? '' : `受限于${RESOURCE_NAMES[limitedBy]}${missing === '' ? '' : `（未计${missing}）`}`;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, plan.name, h('small', {}, plan.note)),
      h(
        'td',
        { class: 'carried' },
        h('b', {}, unitsPerDay === null ? '—' : `${unknown.length > 0 ? '≤ ' : ''}${carriedText(unitsPerDay)}`),
        unitsPerDay === null || sure ? null : h('em', { class: 'unsure', title: '有数字不确定或查不到' }, '?'),
        h('small', {}, perUnit === null ? '' : about),
      ),
      ...RESOURCES.map((resource) => figureCell(projection, resource, sources)),
    );
  };
  return h(
    'table',
    { class: 'usage-table' },
    h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, ...plans.map(row)),
  );
}

/** What each function consumed, the most expensive first. */
export function functionTable({ functions, total, count, unit }: UsageReport): HTMLElement {
  const per = (cost: Cost, resource: Resource): string => (count === 0 ? '' : `每${unit} ${amountText(resource, cost[resource] / count)}`);
  const cell = (cost: Cost, resource: Resource): HTMLElement =>
    h('td', {}, amountText(resource, cost[resource]), h('small', {}, per(cost, resource)));
  const rows = functions.map((one) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('a', { href: '#/logs', class: 'mono' }, one.name), h('small', {}, `${one.memoryMb} MB`)),
      h('td', {}, one.calls === 0 ? '—' : durationOf(one.milliseconds / one.calls), h('small', {}, '平均')),
      ...RESOURCES.map((resource) => cell(one, resource)),
    ),
  );
  const others: Cost = Object.fromEntries(
    RESOURCES.map((resource) => [resource, total[resource] - functions.reduce((sum, one) => sum + one[resource], 0)]),
  ) as Record<Resource, number>;
  const rest = h(
    'tr',
    {},
    h('th', { scope: 'row' }, '各端直接读写', h('small', {}, '不经过云函数')),
    h('td', {}, '—'),
    ...RESOURCES.map((resource) => cell({ ...others, gbs: Math.max(0, others.gbs) }, resource)),
  );
  return h(
    'table',
    { class: 'usage-table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...['云函数', '耗时', ...RESOURCES.map((resource) => RESOURCE_NAMES[resource])].map((text) => h('th', { scope: 'col' }, text)),
      ),
    ),
    h('tbody', {}, ...rows, rest),
  );
}
