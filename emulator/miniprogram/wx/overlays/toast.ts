import { asyncApi, flag, number, requireText, text, type Options } from '../call.ts';
import { element, icon } from './dom.ts';
import type { OverlayLayer } from './layer.ts';

type ToastIcon = 'success' | 'error' | 'loading' | 'none';

const SUCCESS = ['M4.5 12.6l5 5L19.5 7.2'];
const ERROR = ['M12 5.5v8.2', 'M12 17.8v.4'];

function toastIcon(name: ToastIcon): Node | undefined {
  if (name === 'success') return icon(SUCCESS, { class: 'wxo-toast-icon', stroke: true });
  if (name === 'error') return icon(ERROR, { class: 'wxo-toast-icon', stroke: true });
  if (name === 'loading') return element('i', { class: 'wxo-toast-spinner', attributes: { 'aria-hidden': 'true' } });
  return undefined;
}

function iconOf(options: Options): ToastIcon {
  const wanted = text(options, 'icon', 'success');
  return wanted === 'error' || wanted === 'loading' || wanted === 'none' ? wanted : 'success';
}

/** Toast and loading share one place on the screen, as in WeChat: showing one replaces the other. */
export class ToastPlace {
  readonly #layer: OverlayLayer;
  #remove: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(layer: OverlayLayer) {
    this.#layer = layer;
  }

  show(options: {
    readonly title: string;
    readonly icon: ToastIcon;
    readonly image?: string;
    readonly mask: boolean;
    readonly duration?: number;
  }): void {
    this.hide();
    const picture =
      options.image === undefined || options.image === ''
        ? toastIcon(options.icon)
        : element('img', { class: 'wxo-toast-image', attributes: { src: options.image, alt: '' } });
    const label = element('p', { class: 'wxo-toast-text', text: options.title });
    const box = element('div', {
      class: `wxo-toast ${picture === undefined ? 'wxo-toast-plain' : 'wxo-toast-square'}`,
      role: options.icon === 'loading' ? 'status' : 'alert',
      attributes: { 'aria-live': 'assertive', ...(options.icon === 'loading' ? { 'aria-busy': 'true', 'data-loading': 'true' } : {}) },
      children: picture === undefined ? [label] : [picture, label],
    });
    const holder = element('div', { class: `wxo-toast-holder${options.mask ? ' wxo-toast-blocking' : ''}`, children: [box] });
    this.#remove = this.#layer.place(holder);
    if (options.duration !== undefined) this.#timer = setTimeout(() => this.hide(), options.duration);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#remove?.();
    this.#remove = undefined;
  }
}

export function toastApis(place: ToastPlace): Options {
  return {
    showToast: asyncApi('showToast', (options) => {
      place.show({
        title: requireText(options, 'title'),
        icon: iconOf(options),
        image: text(options, 'image'),
        mask: flag(options, 'mask'),
        duration: number(options, 'duration', 1500),
      });
    }),
    hideToast: asyncApi('hideToast', () => place.hide()),
    showLoading: asyncApi('showLoading', (options) => {
      place.show({ title: requireText(options, 'title'), icon: 'loading', mask: flag(options, 'mask') });
    }),
    hideLoading: asyncApi('hideLoading', () => place.hide()),
  };
}
