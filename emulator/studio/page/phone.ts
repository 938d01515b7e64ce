import { h, icon, iconButton, iconLink } from './dom.ts';
import { BEZEL, SCREEN } from './layout.ts';
import type { People } from './people.ts';
import type { StudioProject } from './project.ts';
import { createScreen } from './screen.ts';

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
}

export interface Phone extends Panel {
  /** 1 is a phone of 375 × 812. */
  scale(scale: number): void;
  start(): void;
}

/** A phone with one mini-program in it, and above it: who holds it, reload, and a tab of its own. */
export function createPhone(program: StudioProject['miniprograms'][number], people: People, peopleChanged: () => void): Phone {
  const { name, title, path } = program;
  const screen = createScreen(title, `phone-${name}`);
  const link = iconLink('在新标签页打开', '#');
  link.addEventListener('click', () => (link.href = screen.address()));
  const avatar = h('span', { class: 'avatar', 'aria-hidden': 'true' });
  const select = h('select', { 'aria-label': `${title}：谁在用`, title: '切换身份', 'data-testid': `person-${name}` });
  const address = (): string => `${path}/?openid=${encodeURIComponent(people.current)}`;

  function draw(): void {
    select.replaceChildren(
      ...people.options.map(({ value, label }) => h('option', { value, ...(value === people.current && { selected: true }) }, label)),
    );
    select.value = people.current;
    link.href = address();
    avatar.textContent = select.selectedOptions[0]?.textContent?.slice(0, 1) ?? '';
  }
  select.addEventListener('change', () => {
    people.choose(select.value);
    draw();
    peopleChanged();
    screen.go(address());
  });
  draw();

  const device = h('div', { class: 'device' }, screen.element, h('span', { class: 'island', 'aria-hidden': 'true' }));
  const holder = h('div', { class: 'holder' }, device);
  const element = h(
    'section',
    { class: 'phone', id: `panel-${name}`, 'aria-label': title },
    h(
      'header',
      { class: 'phone-bar' },
      h('h2', {}, title),
      h('label', { class: 'who' }, avatar, select, icon('down', 12)),
      iconButton('reload', `重新载入${title}`, () => screen.reload()),
      link,
    ),
    holder,
  );
  return {
    id: name,
    title,
    element,
    start: () => screen.go(address()),
    scale(scale) {
      device.style.transform = `scale(${scale})`;
      holder.style.width = `${(SCREEN.width + 2 * BEZEL) * scale}px`;
      holder.style.height = `${(SCREEN.height + 2 * BEZEL) * scale}px`;
      element.style.setProperty('--phone-width', holder.style.width);
    },
  };
}
