import { h, icon } from '../../dom.ts';
import { end, onFaults } from './book.ts';
import { faultText } from './text.ts';

const SHOWN = 3;

/** A red line over every view as long as a fault is active, and the way to end all of them. */
export function createFaultBanner(say: (text: string) => void): HTMLElement {
  const text = h('span', { class: 'banner-text' });
  const stop = h(
    'button',
    {
      type: 'button',
      class: 'banner-stop',
      on: {
        click: () =>
          void end().then(
            () => say('故障已全部结束'),
            (error: unknown) => say(String(error)),
          ),
      },
    },
    '全部结束',
  );
  const element = h(
    'aside',
    { class: 'banner', hidden: true, 'aria-label': '故障进行中', 'data-testid': 'fault-banner' },
    icon('warning', 16),
    h('b', {}, '故障进行中'),
    text,
    h('a', { href: '#/faults' }, '查看'),
    stop,
  );
  onFaults(({ faults, now }) => {
    if (element.hidden && faults.length > 0) say('有故障正在进行');
    element.hidden = faults.length === 0;
    const told = faults.slice(0, SHOWN).map((fault) => faultText(fault, now));
    text.textContent = `${told.join('；')}${faults.length > SHOWN ? `；等 ${faults.length} 项` : ''}`;
  });
  return element;
}
