import { h, iconButton } from '../../dom.ts';
import { api, ApiError, type Row } from './api.ts';
import { createEditor } from './editor.ts';
import type { Toast } from './toast.ts';

export interface Drawer {
  readonly element: HTMLElement;
  open(collection: string, document: Row): void;
  /** An empty one, to be inserted. */
  create(collection: string): void;
  /** Unsaved work is there. */
  isDirty(): boolean;
  /** The document that is open, or null. */
  shown(): { readonly collection: string; readonly id: unknown } | null;
  /** The open document as it is now, elsewhere changed; null: it is gone. */
  refresh(document: Row | null): void;
  focus(): void;
  save(): Promise<void>;
}

const pretty = (document: Row): string => JSON.stringify(document, null, 2);
const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One document as text: looked at, changed, deleted, put back. `done` hears of what was written, `close` of the wish to close. */
export function createDrawer(toast: Toast, done: (id: unknown) => void, close: () => void): Drawer {
  const editor = createEditor(() => update());
  const title = h('b', { class: 'code', 'data-testid': 'data-document-id' });
  const notice = h('div', { class: 'data-notice', role: 'alert', hidden: true });
  const confirm = h('div', { class: 'data-confirm', hidden: true });
  const saveButton = h('button', { type: 'button', class: 'data-run', title: '⌘S 或 Ctrl+S', on: { click: () => void save() } }, '保存');
  const revertButton = h('button', { type: 'button', class: 'text-button', on: { click: () => revert() } }, '还原');
  const deleteButton = h('button', { type: 'button', class: 'text-button danger', on: { click: () => askDelete() } }, '删除');
  const foot = h('div', { class: 'data-panel-foot' }, deleteButton, h('span', { class: 'spring' }), revertButton, saveButton);
  let collection = '';
  let document: Row | null = null;
  let original = '';
  let isSaving = false;

  function update(): void {
    const isDirty = editor.text() !== original;
    saveButton.disabled = isSaving || !isDirty || editor.problem() !== null;
    saveButton.textContent = isSaving ? '正在保存…' : document === null ? '新建' : '保存';
    revertButton.hidden = document === null || !isDirty;
    deleteButton.hidden = document === null;
  }

  function fill(text: string): void {
    original = text;
    editor.set(text);
    notice.hidden = true;
    confirm.hidden = true;
    foot.hidden = false;
    update();
  }

  function revert(): void {
    if (document !== null) fill(pretty(document));
  }

  function tell(text: string, ...actions: HTMLElement[]): void {
    notice.replaceChildren(h('span', {}, text), ...actions);
    notice.hidden = false;
  }

  function offer(present: Row): void {
    const button = (label: string, run: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'text-button', on: { click: run } }, label);
    tell(
      '这份文档刚被别处改过。',
      button('看新的', () => {
        document = present;
        fill(pretty(present));
      }),
      button('用我的覆盖', () => {
        document = present;
        void save();
      }),
    );
  }

  async function save(): Promise<void> {
    if (saveButton.disabled) return;
    isSaving = true;
    update();
    const [into, text, was] = [collection, editor.text(), document];
    try {
      if (was === null) {
        const { id } = await api.insert(into, text);
        toast.say('已新建');
        done(id);
      } else {
        const answer = await api.replace(into, was['_id'], text, was);
        document = answer.document;
        fill(pretty(answer.document));
        toast.say('已保存');
        done(was['_id']);
      }
    } catch (error) {
      if (error instanceof ApiError && error.code === 'CHANGED') offer(error.body['document'] as Row);
      else tell(said(error));
    } finally {
      isSaving = false;
      update();
    }
  }

  function askDelete(): void {
    confirm.replaceChildren(
      h('span', {}, '删除这份文档？'),
      h('span', { class: 'spring' }),
      h('button', { type: 'button', class: 'text-button', on: { click: () => cancel() } }, '取消'),
      h('button', { type: 'button', class: 'data-run danger', 'data-testid': 'data-delete', on: { click: () => void remove() } }, '删除'),
    );
    confirm.hidden = false;
    foot.hidden = true;
    confirm.querySelector<HTMLButtonElement>('.data-run')?.focus();
  }

  function cancel(): void {
    confirm.hidden = true;
    foot.hidden = false;
    deleteButton.focus();
  }

  async function remove(): Promise<void> {
    if (document === null) return;
    const from = collection;
    try {
      const gone = await api.remove(from, document['_id']);
      original = editor.text();
      close();
      toast.say(`已从 ${from} 删除`, 'plain', { label: '撤销', run: () => void putBack(from, gone.document) });
      done(undefined);
    } catch (error) {
      cancel();
      tell(said(error));
    }
  }

  async function putBack(into: string, gone: Row): Promise<void> {
    try {
      await api.insert(into, JSON.stringify(gone));
      toast.say('已放回去');
      done(gone['_id']);
    } catch (error) {
      toast.say(`放不回去：${said(error)}`, 'bad');
    }
  }

  const copy = (): void => {
    void navigator.clipboard.writeText(editor.text()).then(
      () => toast.say('已复制'),
      () => toast.say('浏览器没有允许复制', 'bad'),
    );
  };
  const element = h(
    'section',
    { class: 'data-panel', 'aria-label': '文档', 'data-testid': 'data-drawer' },
    h('div', { class: 'data-panel-top' }, title, iconButton('copy', '复制', copy), iconButton('close', '关闭（Esc）', close)),
    notice,
    editor.element,
    confirm,
    foot,
  );

  return {
    element,
    open(name, row) {
      collection = name;
      document = row;
      title.textContent = String(row['_id']);
      title.title = `${name} / ${String(row['_id'])}`;
      fill(pretty(row));
    },
    create(name) {
      collection = name;
      document = null;
      title.textContent = `新建到 ${name}`;
      title.title = '';
      fill('{\n  \n}');
      // Nothing may be lost by closing it, and it can be saved as it is: an empty document gets its _id.
      original = '';
      update();
      original = editor.text();
    },
    isDirty: () => editor.text() !== original,
    shown: () => (document === null ? null : { collection, id: document['_id'] }),
    refresh(present) {
      if (document === null) return;
      if (present === null) tell('这份文档已被别处删除。改动还在这里，可以复制出来。');
      else if (JSON.stringify(present) === JSON.stringify(document)) return;
      else if (editor.text() === original) {
        document = present;
        fill(pretty(present));
        editor.element.classList.remove('lit');
        void editor.element.offsetWidth;
        editor.element.classList.add('lit');
      } else offer(present);
    },
    focus: () => editor.focus(),
    save,
  };
}
