import { h } from '../../dom.ts';
import { syntaxOf } from './query-bar.ts';
import { problemText } from './words.ts';

export interface Editor {
  readonly element: HTMLElement;
  text(): string;
  set(text: string): void;
  /** Null when the text can be read. */
  problem(): string | null;
  focus(): void;
}

/** A text in JSON with its line numbers; the line that cannot be read is marked. */
export function createEditor(changed: () => void): Editor {
  const gutter = h('div', { class: 'gutter', 'aria-hidden': 'true' });
  const area = h('textarea', {
    spellcheck: 'false',
    autocomplete: 'off',
    wrap: 'off',
    'aria-label': '文档内容（JSON）',
    'data-testid': 'data-editor',
  });
  const said = h('p', { class: 'data-syntax', role: 'status', hidden: true, 'data-testid': 'data-syntax' });
  let problem: string | null = null;

  function check(): void {
    const found = area.value.trim() === '' ? null : syntaxOf(area.value);
    problem = area.value.trim() === '' ? '这里还没有内容' : found === null ? null : problemText(found);
    const lines = area.value.split('\n').length;
    gutter.replaceChildren(
      ...Array.from({ length: lines }, (_, at) => h('span', { class: found?.line === at + 1 ? 'bad' : '' }, String(at + 1))),
    );
    said.hidden = problem === null;
    said.textContent = problem ?? '';
  }

  area.addEventListener('input', () => {
    check();
    changed();
  });
  area.addEventListener('scroll', () => (gutter.style.transform = `translateY(${-area.scrollTop}px)`));
  area.addEventListener('keydown', (event) => {
    // Two spaces, as the text is laid out; Shift+Tab still leaves the field.
    if (event.key !== 'Tab' || event.shiftKey) return;
    event.preventDefault();
    area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input'));
  });

  return {
    element: h('div', { class: 'data-editor' }, h('div', { class: 'sheet' }, h('div', { class: 'gutter-box' }, gutter), area), said),
    text: () => area.value,
    set(text) {
      area.value = text;
      area.scrollTop = 0;
      check();
    },
    problem: () => problem,
    focus: () => area.focus(),
  };
}
