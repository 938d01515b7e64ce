import { Base, define, tapByKey } from './base.ts';
import { Hoverable, hoverDefaults } from './hover.ts';

const PRESSED_BY_KEY = ['button', 'link', 'tab', 'checkbox', 'radio', 'switch'];

class View extends Hoverable {
  /** A view that says it is a button (`aria-role`) is one for the keyboard, too. */
  protected override start(): void {
    const role = this.element.getAttribute('role') ?? '';
    if (PRESSED_BY_KEY.includes(role)) this.onDetach(tapByKey(this.element, role));
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
  lt: '<',
  gt: '>',
  amp: '&',
  apos: "'",
  quot: '"',
};

/** `\n` written out in a template is a line break in WeChat; entities are read only where `decode` asks for it. */
function readText(text: string, decode: boolean): string {
  const broken = text.replaceAll('\\n', '\n');
  return decode ? broken.replace(/&([a-z]+);/g, (whole, name: string) => ENTITIES[name] ?? whole) : broken;
}

class Text extends Base {
  #broken = false;

  protected override sync(): void {
    this.element.toggleAttribute('wx-selectable', this.flag('selectable') || this.flag('userSelect'));
    const space = this.text('space');
    // `nbsp`, `ensp`, `emsp` keep runs of spaces; their width differs by a hair and is the font's.
    this.element.toggleAttribute('wx-space', space !== '' && space !== 'false');
    this.#read();
  }

  protected override start(): void {
    if (!this.flag('decode') && !this.#broken) return;
    // An update of the page's data writes the text anew, as the template has it.
    const observer = new MutationObserver(() => this.#read());
    observer.observe(this.element, { characterData: true, childList: true, subtree: true });
    this.onDetach(() => observer.disconnect());
  }

  #read(): void {
    for (const child of this.element.childNodes) {
      if (!(child instanceof globalThis.Text)) continue;
      const read = readText(child.data, this.flag('decode'));
      if (read === child.data) continue;
      this.#broken = true;
      child.data = read;
    }
  }
}

const viewDefaults = { ...hoverDefaults('none', 50, 400), disableScroll: false };

export const viewComponents = [
  define('view', viewDefaults, (context) => new View(context)),
  define('cover-view', { ...viewDefaults, scrollTop: null }, (context) => new View(context)),
  define(
    'text',
    { selectable: false, userSelect: false, space: '', decode: false, overflow: 'visible', maxLines: null },
    (context) => new Text(context),
  ),
  define('root-portal', { enable: true }),
];
