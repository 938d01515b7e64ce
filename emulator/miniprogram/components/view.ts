import { Base, define } from './base.ts';
import { Hoverable, hoverDefaults } from './hover.ts';

class View extends Hoverable {}

class Text extends Base {
  protected override sync(): void {
    this.element.toggleAttribute('wx-selectable', this.flag('selectable') || this.flag('userSelect'));
    const space = this.text('space');
    // `nbsp`, `ensp`, `emsp` keep runs of spaces; their width differs by a hair and is the font's.
    this.element.toggleAttribute('wx-space', space !== '' && space !== 'false');
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
