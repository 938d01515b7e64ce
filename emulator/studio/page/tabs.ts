import { h } from './dom.ts';
import { NARROW } from './layout.ts';
import type { Panel } from './phone.ts';

/** In a narrow window one panel is shown at a time; in a wide one all of them, and no tabs. What a tab hides goes on running. */
export function createTabs(panels: readonly Panel[], changed: () => void): HTMLElement {
  const narrow = matchMedia(NARROW);
  let selected = 0;
  const buttons = panels.map(({ id, title }, index) =>
    h(
      'button',
      { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, on: { click: () => select(index) } },
      title,
    ),
  );
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': '看哪一端' }, ...buttons);

  function draw(): void {
    panels.forEach((panel, index) => {
      const chosen = index === selected;
      buttons[index]?.setAttribute('aria-selected', String(chosen));
      buttons[index]?.setAttribute('tabindex', chosen ? '0' : '-1');
      panel.element.classList.toggle('put-away', narrow.matches && !chosen);
      if (narrow.matches) panel.element.setAttribute('role', 'tabpanel');
      else panel.element.removeAttribute('role');
    });
    changed();
  }

  function select(index: number): void {
    selected = (index + panels.length) % panels.length;
    draw();
    buttons[selected]?.focus();
  }

  element.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) select(selected + step);
  });
  narrow.addEventListener('change', draw);
  draw();
  return element;
}
