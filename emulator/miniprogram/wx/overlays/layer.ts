import { addStyle, element } from './dom.ts';
import { overlayStyles, sheetStyles } from './styles.ts';

/** Where the host draws above the mini-program: a mask with one dialog or sheet, or a toast without. */
export class OverlayLayer {
  readonly root: HTMLElement;

  constructor(frame: HTMLElement) {
    addStyle('wx-overlay-styles', overlayStyles + sheetStyles);
    this.root = element('div', { class: 'wxo-layer', attributes: { 'data-host': 'overlay' } });
    frame.append(this.root);
  }

  /**
   * Shows one dialog or sheet over a mask and keeps the keyboard inside it until it is closed. `dismiss` answers a tap on the mask and
   * Escape; without it neither closes.
   */
  open(content: HTMLElement, options: { readonly kind: 'dialog' | 'sheet'; readonly dismiss?: () => void }): () => void {
    const before = document.activeElement;
    const mask = element('div', { class: 'wxo-mask' });
    const holder = element('div', { class: `wxo-holder wxo-holder-${options.kind}`, children: [mask, content] });
    const dismiss = options.dismiss;
    if (dismiss !== undefined) mask.addEventListener('click', () => dismiss());
    holder.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && dismiss !== undefined) dismiss();
      if (event.key === 'Tab') keepFocusInside(content, event);
    });
    for (const type of ['touchmove', 'wheel'] as const) {
      mask.addEventListener(type, (event) => event.preventDefault(), { passive: false });
    }
    this.root.append(holder);
    content.tabIndex = -1;
    content.focus({ preventScroll: true });
    return () => {
      holder.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }

  /** Puts something on screen without a mask and returns how to take it away. */
  place(content: HTMLElement): () => void {
    this.root.append(content);
    return () => content.remove();
  }
}

function keepFocusInside(content: HTMLElement, event: KeyboardEvent): void {
  const stops = [...content.querySelectorAll<HTMLElement>('button, input, textarea, select, [tabindex="0"]')].filter(
    (stop) => !stop.hasAttribute('disabled') && stop.offsetParent !== null,
  );
  const first = stops[0];
  const last = stops.at(-1);
  if (first === undefined || last === undefined) {
    event.preventDefault();
    return;
  }
  const active = document.activeElement;
  const leaving = event.shiftKey ? active === first || active === content : active === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
