import { h, icon, iconButton, memory } from './dom.ts';
import { noteParts, sortHints, type StudioProject } from './project.ts';

/** What is typed elsewhere is copied with a click. */
function noteElement(note: string, say: (text: string) => void): HTMLElement {
  const copyButton = (text: string): HTMLElement => {
    const button = h('button', { type: 'button', class: 'copy', title: '点击复制', 'aria-label': `复制 ${text}` }, text, icon('copy', 12));
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(text).then(
        () => {
          say(`已复制 ${text}`);
          button.classList.add('copied');
          button.querySelector('svg')?.replaceWith(icon('done', 12));
          setTimeout(() => {
            button.classList.remove('copied');
            button.querySelector('svg')?.replaceWith(icon('copy', 12));
          }, 1500);
        },
        () => say('浏览器没有允许复制'),
      );
    });
    return button;
  };
  return h('span', { class: 'note' }, ...noteParts(note).map(({ text, typed }) => (typed ? copyButton(text) : text)));
}

export interface Header {
  readonly element: HTMLElement;
  /** The steps to try, under the header; shown at the first visit and whenever they are asked for. */
  readonly guide: HTMLElement | null;
  connected(connected: boolean): void;
}

export function createHeader(project: StudioProject, nav: HTMLElement, say: (text: string) => void): Header {
  const { sentence, steps, notes } = sortHints(project.hints);
  const state = h('span', { class: 'state', role: 'status', 'data-testid': 'state' }, '连接中');
  const key = `guide:${project.envId}`;

  function showGuide(visible: boolean): void {
    guide?.toggleAttribute('hidden', !visible);
    guideButton?.setAttribute('aria-expanded', String(visible));
    memory.write(key, visible ? 'open' : 'closed');
  }

  const guide =
    steps.length === 0
      ? null
      : h(
          'aside',
          { class: 'guide', id: 'guide', 'aria-label': '试一试', 'data-testid': 'guide' },
          h('b', {}, '试一试'),
          h('ol', {}, ...steps.map((step, index) => h('li', {}, h('i', { 'aria-hidden': 'true' }, String(index + 1)), step))),
          iconButton('close', '知道了，收起', () => {
            showGuide(false);
            guideButton?.focus();
          }),
        );
  const guideButton =
    guide === null
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'text-button',
            'aria-controls': 'guide',
            'aria-expanded': 'true',
            on: { click: () => showGuide(guide.hasAttribute('hidden')) },
          },
          icon('steps', 15),
          h('span', {}, '演示步骤'),
        );
  if (memory.read(key) === 'closed') showGuide(false);

  const element = h(
    'header',
    { class: 'top' },
    h('span', { class: 'mark', 'aria-hidden': 'true' }, icon('leaf', 20)),
    h('h1', {}, project.title),
    h('span', { class: 'env', title: '环境 ID' }, project.envId),
    nav,
    h('p', {}, `本机运行的 CloudBase：${sentence ?? '在一端操作，其他端实时可见'}`),
    h('span', { class: 'spring' }),
    ...notes.map((note) => noteElement(note, say)),
    guideButton,
    state,
  );
  return {
    element,
    guide,
    connected(connected) {
      state.textContent = connected ? '已连接' : '连接中断，正在重连';
      state.classList.toggle('on', connected);
      state.classList.toggle('off', !connected);
    },
  };
}
