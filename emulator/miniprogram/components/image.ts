import { Base, define, node } from './base.ts';

const MODES = [
  'scaleToFill',
  'aspectFit',
  'aspectFill',
  'widthFix',
  'heightFix',
  'top',
  'bottom',
  'center',
  'left',
  'right',
  'top left',
  'top right',
  'bottom left',
  'bottom right',
];

class Picture extends Base {
  readonly #image = node('img', 'wx-image-content');
  #shown = '';
  /** Whose temporary address was asked for a second time: a third time would not help. */
  #renewed = '';

  protected override sync(): void {
    const mode = this.text('mode');
    this.element.setAttribute('wx-mode', MODES.includes(mode) ? mode : 'scaleToFill');
    this.#image.loading = this.flag('lazyLoad') ? 'lazy' : 'eager';
    this.#show(this.text('src'));
  }

  protected override start(): void {
    this.#image.alt = '';
    this.#image.draggable = false;
    if (this.#image.parentNode === null) this.element.prepend(this.#image);
    this.listen(this.#image, 'load', () => {
      this.#renewed = '';
      this.element.toggleAttribute('wx-failed', false);
      this.context.trigger('load', { width: this.#image.naturalWidth, height: this.#image.naturalHeight });
    });
    this.listen(this.#image, 'error', () => {
      const source = this.#shown;
      const again = this.#renewed !== source && this.services.forget(source);
      this.#renewed = source;
      if (!again) return this.#fail(source);
      this.#shown = '';
      this.#show(source);
    });
  }

  #show(source: string): void {
    if (source === this.#shown) return;
    this.#shown = source;
    this.#image.removeAttribute('src');
    if (source === '') return;
    this.services.address(source).then(
      (address) => {
        if (this.#shown === source) this.#image.src = address;
      },
      () => {
        if (this.#shown === source) this.#fail(source);
      },
    );
  }

  #fail(source: string): void {
    this.element.toggleAttribute('wx-failed', true);
    this.context.trigger('error', { errMsg: `GET ${source} failed` });
  }
}

const defaults = { src: '', mode: 'scaleToFill', lazyLoad: false, webp: false, showMenuByLongpress: false, fadeIn: false };

export const imageComponents = [
  define('image', defaults, (context) => new Picture(context)),
  define('cover-image', defaults, (context) => new Picture(context)),
];
