import { h } from './dom.ts';

/** A frame that shows one address of this emulator, with a veil over it until it has loaded. */
export interface Screen {
  readonly element: HTMLElement;
  readonly frame: HTMLIFrameElement;
  /** Goes to the address anew, without a step in this page's history. */
  go(address: string): void;
  /** Where it is now: who opens it elsewhere finds the same page. */
  address(): string;
  /** Loads again what is shown now. */
  reload(): void;
}

export function createScreen(title: string, testId: string): Screen {
  const frame = h('iframe', { title, 'data-testid': testId, allow: 'clipboard-read; clipboard-write' });
  const veil = h('div', { class: 'veil', 'aria-hidden': 'true' }, ...Array.from({ length: 5 }, () => h('i')));
  const element = h('div', { class: 'screen' }, frame, veil);
  let wanted = '';
  frame.addEventListener('load', () => {
    if (wanted !== '') element.classList.add('loaded');
  });

  function go(address: string): void {
    wanted = address;
    element.classList.remove('loaded');
    // Before the frame stands in the document it has no window; afterwards its `src` would add to our history.
    if (frame.contentWindow === null) frame.src = address;
    else frame.contentWindow.location.replace(address);
  }

  return {
    element,
    frame,
    go,
    address: () => frame.contentWindow?.location.href ?? wanted,
    reload() {
      element.classList.remove('loaded');
      if (frame.contentWindow === null) go(wanted);
      else frame.contentWindow.location.reload();
    },
  };
}
