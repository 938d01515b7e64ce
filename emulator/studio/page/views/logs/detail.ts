import type { LoggedCall } from '../../../../types.ts';
import { h, icon, iconButton } from '../../dom.ts';
import { durationOf } from '../../feed-text.ts';
import { asText, momentOf, SOURCES, timelineOf, type StepLine } from './text.ts';

export type WholeCall = LoggedCall & { readonly children: readonly { readonly requestId: string; readonly name: string }[] };

/** Marks on the axis: some four round numbers. */
function ticks(ms: number): readonly number[] {
  const rough = ms / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 0.1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power * 10;
  return Array.from({ length: Math.floor(ms / step) + 1 }, (_value, index) => index * step);
}

function bar({ kind, at, ms, tone }: StepLine, whole: number): HTMLElement {
  const point = ms === 0;
  const left = Math.min(99.5, (at / whole) * 100);
  const element = h('i', { class: point ? 'step-point' : 'step-bar', 'data-kind': kind, 'data-tone': tone });
  element.style.left = `${left}%`;
  if (!point) element.style.width = `${Math.max(0.4, Math.min(100 - left, (ms / whole) * 100))}%`;
  return element;
}

function waterfall(call: WholeCall, lines: readonly StepLine[]): HTMLElement {
  const whole = Math.max(call.ms, ...lines.map(({ at, ms }) => at + ms), 1);
  const axis = h(
    'div',
    { class: 'axis', 'aria-hidden': 'true' },
    h('span'),
    h(
      'div',
      { class: 'lane' },
      ...ticks(whole).map((at) => {
        const tick = h('i', {}, at === 0 ? '0' : durationOf(at));
        tick.style.left = `${(at / whole) * 100}%`;
        return tick;
      }),
    ),
    h('span'),
  );
  const rows = lines.map((line) =>
    h(
      'li',
      { class: 'step', 'data-kind': line.kind, 'data-tone': line.tone, title: [line.title, line.about].filter(Boolean).join('\n') },
      h(
        'div',
        { class: 'step-text' },
        h('b', {}, line.title),
        ...line.marks.map((mark) => h('em', { 'data-tone': line.tone }, mark)),
        h('small', {}, line.about),
      ),
      h('div', { class: 'lane' }, bar(line, whole)),
      h('span', { class: 'step-ms' }, line.ms === 0 ? `@ ${durationOf(line.at)}` : durationOf(line.ms)),
    ),
  );
  return h('div', { class: 'waterfall' }, axis, h('ol', { 'aria-label': '经过' }, ...rows));
}

function block(title: string, text: string, tone: string): HTMLElement {
  return h('section', { class: 'block' }, h('h3', {}, title), h('pre', { 'data-tone': tone, tabindex: '0' }, text.trimEnd()));
}

/** One call in full: what it is, what failed, what it printed, and what it did when. */
export function detailOf(call: WholeCall, names: ReadonlyMap<string, string>, close: () => void, say: (text: string) => void): HTMLElement {
  const { lines, conflicts, retries } = timelineOf(call);
  const copy = (text: string, what: string): void =>
    void navigator.clipboard.writeText(text).then(
      () => say(`已复制${what}`),
      () => say('浏览器没有允许复制'),
    );
  const ok = call.status === 'ok';
  const fact = (name: string, ...value: (Node | string)[]): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
  const link = (requestId: string, name: string): HTMLElement => h('a', { href: `#/logs/${requestId}` }, name);
  const caller = call.who === 'system' ? '系统' : (names.get(call.who) ?? call.who);
  return h(
    'article',
    { class: 'call', 'data-testid': 'call' },
    h(
      'header',
      {},
      h('h2', {}, call.name),
      h('span', { class: 'status', 'data-tone': ok ? 'good' : 'bad' }, ok ? '成功' : call.status),
      ...(conflicts > 0 ? [h('span', { class: 'status', 'data-tone': 'warn' }, `冲突 ${conflicts} 次，重试 ${retries} 次`)] : []),
      h('span', { class: 'spring' }),
      h(
        'button',
        { type: 'button', class: 'text-button', on: { click: () => copy(asText(call), '整次调用') } },
        icon('copy', 14),
        '复制为文本',
      ),
      iconButton('close', '关闭（Esc）', close),
    ),
    h(
      'div',
      { class: 'call-body' },
      h(
        'dl',
        { class: 'facts' },
        fact(
          '请求',
          h(
            'button',
            { type: 'button', class: 'copy', title: '点击复制', on: { click: () => copy(call.requestId, '请求编号') } },
            call.requestId,
          ),
        ),
        fact('时间', `${new Date(call.at).toLocaleDateString('zh-CN')} ${momentOf(call.at)}`),
        fact('耗时', durationOf(call.ms)),
        fact('来源', SOURCES[call.source] ?? call.source, ...(call.parent === null ? [] : ['（', link(call.parent, '上一级调用'), '）'])),
        fact('调用者', caller),
        fact('读 / 写', `${call.reads} / ${call.writes} 次`),
        fact('内存', `${call.memoryMb} MB`),
        ...(call.children.length > 0
          ? [fact('调用了', ...call.children.flatMap(({ requestId, name }, index) => [index > 0 ? '、' : '', link(requestId, name)]))]
          : []),
      ),
      ...(call.error === '' ? [] : [block('错误', call.error, 'bad')]),
      ...(call.printed === '' ? [] : [block('打印', call.printed, 'plain')]),
      h(
        'section',
        { class: 'block' },
        h('h3', {}, `经过（${lines.length} 步${call.dropped > 0 ? `，另有 ${call.dropped} 步没有记下` : ''}）`),
        lines.length === 0 ? h('p', { class: 'none' }, '这次调用没有用到数据库，也没有调用别的云函数。') : waterfall(call, lines),
      ),
    ),
  );
}
