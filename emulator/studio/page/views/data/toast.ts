import { h } from '../../dom.ts';

const SHOWN_MS = 10_000;

export interface Toast {
  readonly element: HTMLElement;
  /** With `act`, a button beside it does something about it. */
  say(text: string, tone?: 'plain' | 'bad', act?: { readonly label: string; readonly run: () => void }): void;
}

/** One sentence at the foot of the view, for a while. */
export function createToast(): Toast {
  const element = h('div', { class: 'data-toast', role: 'status', hidden: true, 'data-testid': 'data-toast' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    element,
    say(text, tone = 'plain', act) {
      clearTimeout(timer);
      element.className = `data-toast ${tone}`;
      const button =
        act === undefined
          ? null
          : h(
              'button',
              {
                type: 'button',
                on: {
                  click: () => {
                    element.hidden = true;
                    act.run();
                  },
                },
              },
              act.label,
            );
      element.replaceChildren(h('span', {}, text), ...(button === null ? [] : [button]));
      element.hidden = false;
      timer = setTimeout(() => (element.hidden = true), act === undefined ? SHOWN_MS / 2 : SHOWN_MS);
    },
  };
}
