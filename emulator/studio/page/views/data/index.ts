import { h, memory } from '../../dom.ts';
import { routeOf } from '../index.ts';
import { api, ApiError, type Changed, type CollectionAbout, follow, type QueryAnswer, type Row } from './api.ts';
import { examplesFor } from './cells.ts';
import { createCollectionList } from './collections.ts';
import { createDrawer } from './drawer.ts';
import { createPager } from './pager.ts';
import { createQueryBar, syntaxOf } from './query-bar.ts';
import { createSnapshots } from './snapshots.ts';
import { createTable } from './table.ts';
import { createToast } from './toast.ts';
import { createTransfer } from './transfer.ts';
import { problemText } from './words.ts';

const PAGE = 50;
const isHere = (): boolean => routeOf(location.hash)[0] === 'data';

/** The data browser: collections on the left, a query and its rows, and what is worked on at the right. */
export function mount(host: HTMLElement): () => void {
  let collections: readonly CollectionAbout[] = [];
  let collection = '';
  let skip = 0;
  let asking = 0;
  /** What has changed while a question was under way, so that it is asked once more. */
  let isStale = false;
  let isAsking = false;
  let panel: 'none' | 'document' | 'snapshots' | 'transfer' = 'none';

  const toast = createToast();
  const list = createCollectionList(
    (name) => (name === collection ? void reload() : go(name)),
    (name) => openPanel(panel === name ? 'none' : name),
  );
  const bar = createQueryBar(
    () => void run(),
    () => {
      if (collection === '' || !mayLeave()) return;
      drawer.create(collection);
      openPanel('document');
      drawer.focus();
    },
  );
  const table = createTable(
    (row) => openRow(row),
    (sort) => {
      bar.set({ ...bar.value(), sort });
      void run();
    },
  );
  const pager = createPager(PAGE, (to) => {
    skip = to;
    void ask(false);
  });
  const closePanel = (): void => {
    if (panel === 'document' && !mayLeave()) return;
    openPanel('none');
    table.element.focus();
  };
  const drawer = createDrawer(
    toast,
    (id) => {
      if (panel === 'document' && drawer.shown() === null && id !== undefined) openPanel('none');
      if (id !== undefined) table.select(id);
    },
    closePanel,
  );
  const snapshots = createSnapshots(toast, () => void reload(), closePanel);
  const transfer = createTransfer(() => void reload(), closePanel);
  const aside = h('div', { class: 'data-aside', hidden: true });
  const middle = h('div', { class: 'data-main' }, bar.element, table.element, pager.element);
  host.classList.add('data-view');
  host.append(list.element, middle, aside, toast.element);

  function openPanel(wanted: typeof panel): void {
    panel = wanted;
    aside.hidden = wanted === 'none';
    if (wanted === 'none') table.select(undefined);
    else aside.replaceChildren({ document: drawer, snapshots, transfer }[wanted].element);
    if (wanted === 'snapshots') void snapshots.load();
    if (wanted === 'transfer') transfer.show(collections);
  }

  /** Work that was not saved is not thrown away unasked. */
  function mayLeave(): boolean {
    return panel !== 'document' || !drawer.isDirty() || window.confirm('这份文档还没有保存，要放弃改动吗？');
  }

  function openRow(row: Row): void {
    if (!mayLeave()) return;
    table.select(row['_id']);
    drawer.open(collection, row);
    openPanel('document');
  }

  function go(name: string): void {
    if (mayLeave()) location.hash = `#/data/${encodeURIComponent(name)}`;
  }

  function enter(name: string): void {
    if (panel === 'document') openPanel('none');
    collection = name;
    skip = 0;
    memory.write('data-collection', name);
    list.select(name);
    bar.set({ filter: '', sort: '' });
    bar.suggest(name, examplesFor([], []));
    table.loading();
    pager.hide();
    void ask(false);
  }

  async function run(): Promise<void> {
    const problem = syntaxOf(bar.value().filter);
    if (problem !== null) return bar.problem(problemText(problem));
    skip = 0;
    await ask(false);
  }

  /** Asks for the page. `live`: because something has changed; then nobody is shown that it is asked. */
  async function ask(live: boolean): Promise<void> {
    if (collection === '') return;
    const number = (asking += 1);
    const asked = bar.value();
    isAsking = true;
    isStale = false;
    if (!live) bar.busy();
    try {
      const answer = await api.query(collection, { ...asked, skip, limit: PAGE });
      if (number === asking) show(answer, asked, live);
    } catch (error) {
      if (number === asking && !live) fail(error);
    } finally {
      if (number === asking) {
        isAsking = false;
        if (isStale) void ask(true);
      }
    }
  }

  function show(answer: QueryAnswer, asked: { filter: string; sort: string }, live: boolean): void {
    const rows = answer.documents as readonly Row[];
    if (rows.length === 0 && skip > 0) {
      skip = Math.max(0, (Math.ceil(answer.total / PAGE) - 1) * PAGE);
      void ask(live);
      return;
    }
    if (rows.length > 0) table.show(rows, asked.sort.trim(), live);
    else if (asked.filter.trim() === '') table.say('这个集合还是空的', '点「新建文档」放第一份，或者导入一个文件');
    else table.say('没有符合条件的文档', '换一个条件，或者清空条件看全部');
    pager.show(skip, rows.length, answer.total);
    bar.explain(answer);
    if (!live) {
      bar.remember();
      const about = collections.find(({ name }) => name === collection);
      if (rows.length > 0) bar.suggest(collection, examplesFor(rows, about?.indexes.map(({ keys }) => keys[0]?.field ?? '') ?? []));
    }
    const shown = drawer.shown();
    if (panel === 'document' && shown?.collection === collection) table.select(shown.id);
  }

  function fail(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    bar.problem(text);
    if (error instanceof ApiError && error.code === 'OFFLINE') table.say('读不到数据', text);
  }

  /** Collections and rows anew. */
  async function reload(): Promise<void> {
    try {
      collections = await api.collections();
    } catch (error) {
      table.say('读不到数据', error instanceof Error ? error.message : String(error));
      return;
    }
    list.show(collections);
    if (panel === 'transfer') transfer.show(collections);
    const wanted = routeOf(location.hash)[1];
    const sorted = [...collections].sort((a, b) => (a.name < b.name ? -1 : 1));
    const named = (name: string | null | undefined): CollectionAbout | undefined => sorted.find((about) => about.name === name);
    const chosen = (named(wanted) ?? named(memory.read('data-collection')) ?? sorted.find(({ count }) => count > 0) ?? sorted[0])?.name;
    if (chosen === undefined) return table.say('还没有集合', '云函数第一次建集合之后，这里就能看到');
    if (chosen !== collection) enter(chosen);
    else await ask(true);
  }

  async function changed(changes: readonly Changed[]): Promise<void> {
    if (changes.some(({ collection: name }) => !collections.some((about) => about.name === name))) return reload();
    for (const { collection: name, count } of changes) list.recount(name, count);
    collections = collections.map((about) => ({
      ...about,
      count: changes.find(({ collection: name }) => name === about.name)?.count ?? about.count,
    }));
    const own = changes.find(({ collection: name }) => name === collection);
    if (own === undefined) return;
    if (isAsking) isStale = true;
    else void ask(true);
    const shown = drawer.shown();
    if (panel !== 'document' || shown?.collection !== collection || !(own.many || own.ids.some((id) => id === shown.id))) return;
    try {
      const { documents } = await api.query(collection, { filter: JSON.stringify({ _id: shown.id }), sort: '', skip: 0, limit: 1 });
      if (drawer.shown()?.id === shown.id) drawer.refresh((documents[0] as Row | undefined) ?? null);
    } catch {
      // It is asked again at the next change.
    }
  }

  function press(event: KeyboardEvent): void {
    if (!isHere() || event.isComposing) return;
    const { target, key } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if ((event.metaKey || event.ctrlKey) && key.toLowerCase() === 's' && panel === 'document') void drawer.save();
    else if (key === 'Escape' && panel !== 'none') closePanel();
    else if (isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    else if (key === '/') bar.focus();
    else if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (panel === 'document' && !mayLeave()) return event.preventDefault();
      table.move(key === 'ArrowDown' ? 1 : -1);
      const row = table.chosen();
      if (panel === 'document' && row !== undefined) drawer.open(collection, row);
    } else if (key === 'Enter' && !(target instanceof HTMLButtonElement) && !(target instanceof HTMLAnchorElement)) {
      const row = table.chosen();
      if (row === undefined) return;
      openRow(row);
      drawer.focus();
    } else return;
    event.preventDefault();
  }

  function route(): void {
    const [view, name] = routeOf(location.hash);
    if (view === 'data' && name !== undefined && name !== collection && collections.some((about) => about.name === name)) enter(name);
  }

  document.addEventListener('keydown', press);
  addEventListener('hashchange', route);
  table.loading();
  const stop = follow(
    { changed: (changes) => void changed(changes), progress: (progress) => transfer.progress(progress), hello: () => void reload() },
    isHere,
  );
  return () => {
    stop();
    document.removeEventListener('keydown', press);
    removeEventListener('hashchange', route);
  };
}
