import type { LogLine } from '../../../../trace/routes.ts';
import { announcer, h, icon, redraw, iconButton } from '../../dom.ts';
import { durationOf } from '../../feed-text.ts';
import { onActivity } from '../../feed-source.ts';
import { ask } from '../ask.ts';
import { routeOf } from '../index.ts';
import { detailOf, type WholeCall } from './detail.ts';
import { momentOf, SOURCES } from './text.ts';

interface Page {
  readonly calls: readonly LogLine[];
  readonly more: boolean;
  readonly functions: Readonly<Record<string, { readonly calls: number; readonly errors: number }>>;
}

const PAGE = 100;
const LOOK_AFTER_MS = 200;
const TYPED_MS = 250;

/** The log: every call of a function, filtered and searched, live; one of them in full beside the list. */
export function mount(host: HTMLElement): () => void {
  const told = announcer();
  const names = new Map<string, string>();
  let calls: readonly LogLine[] = [];
  let more = false;
  let live = true;
  let missed = 0;
  let looking: ReturnType<typeof setTimeout> | null = null;
  let round = 0;
  let shown = '';

  const search = h('input', {
    type: 'search',
    class: 'field wide',
    placeholder: '搜索：函数、请求编号、打印的文字、集合（按 / 聚焦）',
    'aria-label': '搜索日志',
  });
  const functions = h('select', { class: 'field', 'aria-label': '云函数' }, h('option', { value: '' }, '全部云函数'));
  const errors = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false' }, icon('warning', 14), '只看失败');
  const pause = iconButton('pause', '暂停', () => setLive(!live));
  const waiting = h('button', { type: 'button', class: 'waiting', hidden: true, on: { click: () => setLive(true) } });
  const clear = iconButton('clear', '清空日志', () => void forget());
  const list = h('ol', { class: 'calls', 'data-testid': 'calls', 'aria-label': '调用' });
  const older = h(
    'button',
    { type: 'button', class: 'text-button older', hidden: true, on: { click: () => void load('older') } },
    '更早的调用',
  );
  const state = h('div', { class: 'list-state', hidden: true });
  const side = h('div', { class: 'detail', hidden: true });
  const columns = h('div', { class: 'log-columns' }, h('div', { class: 'log-list card' }, list, older, state), side);

  host.append(
    h('div', { class: 'tool-bar' }, h('h2', {}, '日志'), search, functions, errors, h('span', { class: 'spring' }), waiting, pause, clear),
    columns,
    told.element,
  );

  const onlyErrors = (): boolean => errors.getAttribute('aria-pressed') === 'true';

  function query(extra: Readonly<Record<string, number>>): string {
    const parameters = new URLSearchParams({ limit: String(PAGE) });
    if (search.value.trim() !== '') parameters.set('q', search.value.trim());
    if (functions.value !== '') parameters.set('function', functions.value);
    if (onlyErrors()) parameters.set('status', 'error');
    for (const [name, value] of Object.entries(extra)) parameters.set(name, String(value));
    return `/__emulator/logs?${parameters.toString()}`;
  }

  async function load(which: 'all' | 'newer' | 'older'): Promise<void> {
    const own = which === 'all' ? (round += 1) : round;
    const first = calls[0]?.sequence;
    const last = calls.at(-1)?.sequence;
    const extra: Record<string, number> =
      which === 'newer' && first !== undefined ? { after: first } : which === 'older' && last !== undefined ? { before: last } : {};
    try {
      const page = await ask<Page>(query(extra));
      if (own !== round) return;
      // More came than one page holds: the list begins anew, so that none is passed over.
      if (which === 'newer' && !page.more) calls = [...page.calls, ...calls].slice(0, 1000);
      else if (which === 'older') calls = [...calls, ...page.calls];
      else calls = page.calls;
      if (which !== 'newer' || page.more) ({ more } = page);
      drawFunctions(page.functions);
      draw();
    } catch (error) {
      if (own === round) drawProblem(error);
    }
  }

  function drawFunctions(counts: Page['functions']): void {
    const chosen = functions.value;
    const entries = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
    if (chosen !== '' && counts[chosen] === undefined) entries.push([chosen, { calls: 0, errors: 0 }]);
    const option = ([name, count]: (typeof entries)[number]): HTMLElement =>
      h('option', { value: name }, `${name}（${count.calls}${count.errors > 0 ? `，失败 ${count.errors}` : ''}）`);
    functions.replaceChildren(h('option', { value: '' }, '全部云函数'), ...entries.map(option));
    functions.value = chosen;
  }

  function row(call: LogLine): HTMLElement {
    const ok = call.status === 'ok';
    const who = call.who === 'system' ? (SOURCES[call.source] ?? call.source) : (names.get(call.who) ?? call.who);
    return h(
      'li',
      {},
      h(
        'a',
        {
          class: 'call-row',
          href: `#/logs/${encodeURIComponent(call.requestId)}`,
          'data-id': call.requestId,
          'data-tone': ok ? 'good' : 'bad',
          title: call.requestId,
        },
        h('time', {}, momentOf(call.at)),
        h('b', {}, call.name),
        h('span', { class: 'call-who' }, who),
        h(
          'span',
          { class: 'call-text' },
          ok ? '' : h('em', { 'data-tone': 'bad' }, call.status),
          call.conflicts > 0 ? h('em', { 'data-tone': 'warn' }, `冲突 ${call.conflicts}`) : '',
          call.text,
        ),
        h('span', { class: 'call-figure' }, call.reads + call.writes === 0 ? '' : `读 ${call.reads} · 写 ${call.writes}`),
        h('span', { class: 'call-ms' }, durationOf(call.ms)),
      ),
    );
  }

  function draw(): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['id'] : undefined;
    list.replaceChildren(...calls.map(row));
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    older.hidden = !more;
    state.hidden = calls.length > 0;
    const filtered = search.value.trim() !== '' || functions.value !== '' || onlyErrors();
    if (calls.length === 0)
      state.replaceChildren(
        icon('call', 28),
        h('p', {}, filtered ? '没有符合条件的调用' : '还没有云函数被调用'),
        h('small', {}, filtered ? '换一个词，或放宽上方的条件' : '回到「商店」在任一端点一点，每次调用都会记在这里'),
      );
    mark();
  }

  function drawProblem(error: unknown): void {
    list.replaceChildren();
    state.hidden = false;
    const retry = h('button', { type: 'button', class: 'text-button', on: { click: () => void load('all') } }, '重试');
    state.replaceChildren(icon('warning', 28), h('p', {}, error instanceof Error ? error.message : String(error)), retry);
  }

  function mark(): void {
    for (const link of list.querySelectorAll<HTMLElement>('.call-row')) {
      if (link.dataset['id'] === shown) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  function setLive(now: boolean): void {
    live = now;
    missed = 0;
    waiting.hidden = true;
    redraw(pause, now ? 'pause' : 'play', now ? '暂停' : '继续');
    if (now) void load('newer');
  }

  async function forget(): Promise<void> {
    await ask('/__emulator/logs', 'DELETE').catch((error: unknown) => told.say(String(error)));
    calls = [];
    more = false;
    location.hash = '#/logs';
    await load('all');
  }

  const close = (): void => {
    const from = shown;
    location.hash = '#/logs';
    list.querySelector<HTMLElement>(`[data-id="${CSS.escape(from)}"]`)?.focus();
  };

  async function follow(): Promise<void> {
    const [view, requestId = ''] = routeOf(location.hash);
    if (view !== 'logs' || requestId === shown) return;
    shown = requestId;
    mark();
    side.hidden = requestId === '';
    if (requestId === '') return;
    try {
      const call = await ask<WholeCall>(`/__emulator/logs/${encodeURIComponent(requestId)}`);
      if (shown === requestId) side.replaceChildren(detailOf(call, names, close, told.say));
    } catch {
      if (shown !== requestId) return;
      const back = h('button', { type: 'button', class: 'text-button', on: { click: close } }, '回到列表');
      side.replaceChildren(
        h('div', { class: 'list-state' }, icon('warning', 28), h('p', {}, '找不到这次调用：它还在运行，或者已被更新的日志替换'), back),
      );
    }
  }

  function keys(event: KeyboardEvent): void {
    if (host.hidden) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !typing) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && shown !== '') close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || typing) return;
    event.preventDefault();
    const rows = [...list.querySelectorAll<HTMLElement>('.call-row')];
    const current = rows.findIndex(
      (link) => link === document.activeElement || (document.activeElement === document.body && link.dataset['id'] === shown),
    );
    rows[Math.max(0, Math.min(rows.length - 1, current + step))]?.focus();
  }

  let typed: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(typed);
    typed = setTimeout(() => void load('all'), TYPED_MS);
  });
  functions.addEventListener('change', () => void load('all'));
  errors.addEventListener('click', () => {
    errors.setAttribute('aria-pressed', String(!onlyErrors()));
    void load('all');
  });
  const stopActivity = onActivity(({ kind }) => {
    if (kind !== 'call') return;
    if (!live) {
      missed += 1;
      waiting.hidden = false;
      waiting.textContent = `已暂停，${missed} 次新调用`;
    } else
      looking ??= setTimeout(() => {
        looking = null;
        void load('newer');
      }, LOOK_AFTER_MS);
  });
  const changed = (): void => void follow();
  addEventListener('hashchange', changed);
  document.addEventListener('keydown', keys);

  void ask<{ identities: readonly { openid: string; name: string }[] }>('/__emulator/identities').then(
    ({ identities }) => {
      for (const { openid, name } of identities) names.set(openid, name);
      draw();
    },
    () => undefined,
  );
  void load('all');
  void follow();
  return () => {
    stopActivity();
    removeEventListener('hashchange', changed);
    document.removeEventListener('keydown', keys);
  };
}
