import { component as adapter } from 'glass-easel-miniprogram-adapter';
import type { MiniprogramHost } from '../types.ts';
import { componentOf } from './internals.ts';
import { SelectorQuery, type Viewport } from './query.ts';

/** Methods that `this` of a page or component has in WeChat and the adapter lacks, or answers in other coordinates. */
export function patchCallers(viewport: Viewport, host: MiniprogramHost): void {
  const prototype = adapter.ComponentCaller.prototype as unknown as Record<string, unknown>;
  const refuse = (name: string) => (): never => {
    throw new Error(`this.${name}() is not offered by the local host`);
  };
  Object.assign(prototype, {
    createSelectorQuery(this: unknown) {
      return new SelectorQuery(viewport, componentOf(this) ?? undefined);
    },
    createIntersectionObserver(this: unknown, options: Readonly<Record<string, unknown>> = {}) {
      return host.createIntersectionObserver(this, options);
    },
    createMediaQueryObserver(this: unknown) {
      return host.createMediaQueryObserver(this);
    },
    getTabBar: () => null,
    getPageId(this: { readonly is: string }) {
      return this.is;
    },
    setUpdatePerformanceListener: () => undefined,
    animate: refuse('animate'),
    clearAnimation: refuse('clearAnimation'),
    applyAnimatedStyle: refuse('applyAnimatedStyle'),
  });
}
