import type { BuiltInContext, BuiltInDefinition } from '../types.ts';
import { Base, define } from './base.ts';

/** A component of WeChat's that is not offered: it says so on the page and in the error overlay instead of staying silently empty. */
class Refused extends Base {
  constructor(context: BuiltInContext) {
    super(context);
    context.host.reportError(new Error(`<${context.tag}> is not offered by the local WeChat`));
  }

  protected override sync(): void {
    this.element.setAttribute('wx-refused', `<${this.context.tag}>`);
  }
}

const TAGS = ['canvas', 'video', 'web-view', 'movable-area', 'movable-view', 'page-container', 'match-media'];

export const refusedComponents: readonly BuiltInDefinition[] = [
  ...TAGS.map((tag) => define(tag, {}, (context) => new Refused(context))),
  // Settings of the page, not something to draw: the page's JSON is what this host follows.
  define('page-meta', { backgroundTextStyle: '', backgroundColor: '', rootFontSize: '', pageStyle: '', scrollTop: '', pageFontSize: '' }),
  define('navigation-bar', { title: '', loading: false, frontColor: '', backgroundColor: '' }),
];
