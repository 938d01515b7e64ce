import { h, icon, iconButton } from '../../dom.ts';
import { api, type SnapshotAbout } from './api.ts';
import type { Toast } from './toast.ts';
import { bytesText, count, dateText, exchangedText } from './words.ts';

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Saved states: made, listed, gone back to, deleted. `changed` is called when the data has become another. */
export function createSnapshots(
  toast: Toast,
  changed: () => void,
  close: () => void,
): { readonly element: HTMLElement; load(): Promise<void> } {
  const name = h('input', {
    class: 'data-input',
    maxlength: '60',
    placeholder: '例如：开业前',
    'aria-label': '快照的名字',
    'data-testid': 'snapshot-name',
  });
  const saveButton = h('button', { type: 'submit', class: 'data-run' }, '保存快照');
  const list = h('ul', { class: 'data-snapshots' });
  let isBusy = false;

  async function busy(work: () => Promise<void>): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    element.classList.add('busy');
    try {
      await work();
    } catch (error) {
      toast.say(said(error), 'bad');
    } finally {
      isBusy = false;
      element.classList.remove('busy');
    }
  }

  const form = h('form', { class: 'data-form' }, name, saveButton);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void busy(async () => {
      const about = await api.save(name.value.trim() === '' ? dateText(new Date()) : name.value);
      name.value = '';
      toast.say(`已保存快照「${about.name}」`);
      await load();
    });
  });

  async function goBack(about: SnapshotAbout, isSaving: boolean): Promise<void> {
    if (isSaving) await api.save(`回到「${about.name}」之前`.slice(0, 60));
    const exchanged = await api.restore(about.id);
    toast.say(`已回到「${about.name}」：${exchangedText(exchanged)}`);
    changed();
    await load();
  }

  function item(about: SnapshotAbout): HTMLElement {
    const foot = h('div', { class: 'foot' });
    const button = (label: string, kind: string, run: () => void): HTMLButtonElement =>
      h('button', { type: 'button', class: kind, on: { click: run } }, label);
    const rest = (): void =>
      foot.replaceChildren(button('回到这里', 'text-button', askBack), button('删除', 'text-button quiet', askForget));
    function askBack(): void {
      const keep = h('input', { type: 'checkbox', checked: true });
      foot.replaceChildren(
        h('p', {}, '数据和文件都换成那时的样子，打开着的页面会实时看到，没做完的事务会中止。'),
        h('label', {}, keep, '先把现在的样子存成快照'),
        button('取消', 'text-button', rest),
        button('回到这里', 'data-run', () => void busy(() => goBack(about, keep.checked))),
      );
    }
    function askForget(): void {
      foot.replaceChildren(
        h('p', {}, '删除这个快照？删除后不能恢复，现在的数据不受影响。'),
        button('取消', 'text-button', rest),
        button(
          '删除',
          'data-run danger',
          () =>
            void busy(async () => {
              await api.forget(about.id);
              await load();
            }),
        ),
      );
    }
    rest();
    const files = about.files > 0 ? ` · ${count(about.files)} 个文件` : '';
    return h(
      'li',
      { 'data-testid': 'snapshot' },
      h('b', {}, about.name),
      h('small', {}, `${dateText(new Date(about.at))} · ${count(about.documents)} 份文档${files} · ${bytesText(about.bytes)}`),
      foot,
    );
  }

  async function load(): Promise<void> {
    try {
      const snapshots = await api.snapshots();
      list.replaceChildren(
        ...(snapshots.length === 0
          ? [h('li', { class: 'none' }, icon('clock', 28), h('b', {}, '还没有快照'), h('span', {}, '保存一个，随时可以回到那时的数据'))]
          : snapshots.map(item)),
      );
    } catch (error) {
      list.replaceChildren(h('li', { class: 'none' }, said(error)));
    }
  }

  const element = h(
    'section',
    { class: 'data-panel', 'aria-label': '快照', 'data-testid': 'data-snapshots' },
    h('div', { class: 'data-panel-top' }, h('b', {}, '快照'), iconButton('close', '关闭（Esc）', close)),
    h('div', { class: 'data-panel-body' }, form, list),
  );
  return { element, load };
}
