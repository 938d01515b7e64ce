import { h, iconButton } from '../../dom.ts';
import { api, type CollectionAbout } from './api.ts';
import { bytesText, count, exchangedText } from './words.ts';

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface Transfer {
  readonly element: HTMLElement;
  show(collections: readonly CollectionAbout[]): void;
  progress(progress: { readonly job: string; readonly bytes: number; readonly of: number }): void;
}

/** Carries collections out into a file and in again. `changed` is called when the data has become another. */
export function createTransfer(changed: () => void, close: () => void): Transfer {
  const all = h('input', { type: 'checkbox', checked: true, 'aria-label': '全部集合' });
  const list = h('ul', { class: 'data-choices' });
  const link = h('a', { class: 'data-run', download: true, 'data-testid': 'data-export' }, '导出');
  const bar = h('div', { class: 'data-progress', hidden: true }, h('i'));
  const outcome = h('p', { class: 'data-outcome', role: 'status', hidden: true, 'data-testid': 'data-outcome' });
  const file = h('input', { type: 'file', accept: '.ndjson,.jsonl', hidden: true, 'data-testid': 'data-file' });
  const chosen = h('span', {}, '选择导出得到的 .ndjson 文件，或拖到这里');
  const start = h('button', { type: 'button', class: 'data-run', disabled: true, on: { click: () => void take() } }, '导入');
  let boxes: readonly { readonly name: string; readonly count: number; readonly box: HTMLInputElement }[] = [];
  let given: File | null = null;
  let job = '';

  function update(): void {
    const picked = boxes.filter(({ box }) => box.checked);
    all.checked = picked.length === boxes.length;
    all.indeterminate = picked.length > 0 && picked.length < boxes.length;
    const documents = picked.reduce((sum, one) => sum + one.count, 0);
    link.textContent = `导出 ${count(picked.length)} 个集合，${count(documents)} 份文档`;
    link.classList.toggle('off', picked.length === 0);
    if (picked.length === 0) link.removeAttribute('href');
    else link.href = api.exportAddress(picked.length === boxes.length ? null : picked.map(({ name }) => name));
  }

  all.addEventListener('change', () => {
    for (const { box } of boxes) box.checked = all.checked;
    update();
  });

  const modes = (['replace', 'merge'] as const).map((mode) => {
    const radio = h('input', { type: 'radio', name: 'data-mode', value: mode, checked: mode === 'replace' });
    const words =
      mode === 'replace' ? ['替换', '文件里的集合整个换掉，其他集合不动'] : ['按 _id 合并', '同一个 _id 的文档换成文件里的，其余保留'];
    return { mode, radio, label: h('label', {}, radio, h('span', {}, h('b', {}, words[0] ?? ''), h('small', {}, words[1] ?? ''))) };
  });

  function pick(picked: File | undefined): void {
    given = picked ?? null;
    start.disabled = given === null;
    chosen.textContent = given === null ? '选择导出得到的 .ndjson 文件，或拖到这里' : `${given.name} · ${bytesText(given.size)}`;
    outcome.hidden = true;
  }

  async function take(): Promise<void> {
    if (given === null) return;
    start.disabled = true;
    outcome.hidden = true;
    bar.hidden = false;
    advance(0);
    job = crypto.randomUUID();
    try {
      const answer = await api.import(given, modes.find(({ radio }) => radio.checked)?.mode ?? 'replace', job);
      tell('good', `已导入 ${count(answer.collections)} 个集合、${count(answer.documents)} 份文档：${exchangedText(answer)}`);
      changed();
    } catch (error) {
      tell('bad', said(error));
    } finally {
      bar.hidden = true;
      start.disabled = false;
    }
  }

  function advance(share: number): void {
    const fill = bar.querySelector('i');
    if (fill !== null) fill.style.width = `${Math.round(share * 100)}%`;
  }

  function tell(tone: string, text: string): void {
    outcome.className = `data-outcome ${tone}`;
    outcome.textContent = text;
    outcome.hidden = false;
  }

  file.addEventListener('change', () => pick(file.files?.[0]));
  const drop = h('label', { class: 'data-drop' }, file, chosen);
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    pick(event.dataTransfer?.files[0]);
  });

  const element = h(
    'section',
    { class: 'data-panel', 'aria-label': '导出和导入', 'data-testid': 'data-transfer' },
    h('div', { class: 'data-panel-top' }, h('b', {}, '导出 / 导入'), iconButton('close', '关闭（Esc）', close)),
    h(
      'div',
      { class: 'data-panel-body' },
      h('h3', {}, '导出'),
      h('label', { class: 'data-choice whole-choice' }, all, h('span', {}, '全部集合')),
      list,
      link,
      h('h3', {}, '导入'),
      drop,
      h('div', { class: 'data-modes' }, ...modes.map(({ label }) => label)),
      start,
      bar,
      outcome,
      h('p', { class: 'data-hint' }, '要么全部导入，要么一点不动。导入前可以先存一个快照。'),
    ),
  );

  return {
    element,
    show(collections) {
      const off = new Set(boxes.filter(({ box }) => !box.checked).map(({ name }) => name));
      boxes = [...collections]
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((about) => ({ name: about.name, count: about.count, box: h('input', { type: 'checkbox', checked: !off.has(about.name) }) }));
      list.replaceChildren(
        ...boxes.map(({ name, count: documents, box }) => {
          box.addEventListener('change', update);
          return h('li', {}, h('label', { class: 'data-choice' }, box, h('span', { class: 'code' }, name), h('i', {}, count(documents))));
        }),
      );
      update();
    },
    progress({ job: of, bytes, of: size }) {
      if (of === job && size > 0) advance(bytes / size);
    },
  };
}
