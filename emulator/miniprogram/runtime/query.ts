import * as glassEasel from 'glass-easel';
import { rectInPage } from './built-ins.ts';
import { componentOf, domOf } from './internals.ts';

type Fields = Readonly<Record<string, unknown>>;
type Callback = (result: unknown) => void;

export interface Viewport {
  readonly page: () => glassEasel.GeneralComponent;
  readonly scroller: () => HTMLElement;
}

const RECT = { id: true, dataset: true, rect: true, size: true };

function fieldsOf(node: glassEasel.Element, fields: Fields): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const element = domOf(node);
  if (fields['id'] === true) result['id'] = node.id;
  if (fields['dataset'] === true) result['dataset'] = { ...node.dataset };
  if (fields['mark'] === true) result['mark'] = node.collectMarks();
  const rect = element === null ? { left: 0, top: 0, right: 0, bottom: 0, width: 0, height: 0 } : rectInPage(element);
  if (fields['rect'] === true) Object.assign(result, { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom });
  if (fields['size'] === true) Object.assign(result, { width: rect.width, height: rect.height });
  if (fields['scrollOffset'] === true) {
    Object.assign(result, {
      scrollLeft: element?.scrollLeft ?? 0,
      scrollTop: element?.scrollTop ?? 0,
      scrollWidth: element?.scrollWidth ?? 0,
      scrollHeight: element?.scrollHeight ?? 0,
    });
  }
  if (fields['node'] === true || fields['context'] === true)
    throw new Error('a node or context of a canvas is not offered by the local host');
  const component = glassEasel.Component.isComponent(node) ? node : null;
  for (const name of Array.isArray(fields['properties']) ? fields['properties'] : []) {
    result[String(name)] = (component?.data as Record<string, unknown> | undefined)?.[String(name)];
  }
  const style = element === null || !Array.isArray(fields['computedStyle']) ? null : getComputedStyle(element);
  for (const name of Array.isArray(fields['computedStyle']) ? fields['computedStyle'] : [])
    result[String(name)] = style?.getPropertyValue(String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  return result;
}

function viewportFields(viewport: Viewport, fields: Fields): Record<string, unknown> {
  const scroller = viewport.scroller();
  const width = scroller.clientWidth;
  const height = scroller.clientHeight;
  return {
    ...(fields['id'] === true ? { id: '' } : {}),
    ...(fields['dataset'] === true ? { dataset: {} } : {}),
    ...(fields['rect'] === true ? { left: 0, top: 0, right: width, bottom: height } : {}),
    ...(fields['size'] === true ? { width, height } : {}),
    ...(fields['scrollOffset'] === true
      ? {
          scrollLeft: scroller.scrollLeft,
          scrollTop: scroller.scrollTop,
          scrollWidth: scroller.scrollWidth,
          scrollHeight: scroller.scrollHeight,
        }
      : {}),
  };
}

/** Nodes inside a component (its own shadow tree) that match, in document order. */
export function selectNodes(component: glassEasel.GeneralComponent, selector: string): readonly glassEasel.Element[] {
  return component.getShadowRoot()?.querySelectorAll(selector) ?? [];
}

/** `wx.createSelectorQuery()`. Results come in a later task, when what was set before is in the tree. */
export class SelectorQuery {
  readonly #viewport: Viewport;
  readonly #jobs: { readonly run: () => unknown; readonly callback: Callback | undefined }[] = [];
  /** Null: the page on top at the time of the `select` call (a component may make its query before its page is open). */
  #component: glassEasel.GeneralComponent | null;

  constructor(viewport: Viewport, component?: glassEasel.GeneralComponent) {
    this.#viewport = viewport;
    this.#component = component ?? null;
  }

  in = (component: unknown): this => {
    this.#component = componentOf(component) ?? this.#component;
    return this;
  };

  select = (selector: string): object => {
    const component = this.#chosen();
    return this.#nodes((fields) => {
      const node = selectNodes(component, selector)[0];
      return node === undefined ? null : fieldsOf(node, fields);
    });
  };

  selectAll = (selector: string): object => {
    const component = this.#chosen();
    return this.#nodes((fields) => selectNodes(component, selector).map((node) => fieldsOf(node, fields)));
  };

  selectViewport = (): object => this.#nodes((fields) => viewportFields(this.#viewport, fields));

  exec = (callback?: (results: readonly unknown[]) => void): this => {
    const jobs = this.#jobs.splice(0);
    setTimeout(() => {
      const results = jobs.map((job) => job.run());
      jobs.forEach((job, index) => job.callback?.(results[index]));
      callback?.(results);
    }, 0);
    return this;
  };

  #chosen(): glassEasel.GeneralComponent {
    return this.#component ?? this.#viewport.page();
  }

  #nodes(read: (fields: Fields) => unknown): object {
    const add = (fields: Fields, callback: unknown): this => {
      this.#jobs.push({ run: () => read(fields), callback: typeof callback === 'function' ? (callback as Callback) : undefined });
      return this;
    };
    return {
      boundingClientRect: (callback?: unknown) => add(RECT, callback),
      scrollOffset: (callback?: unknown) => add({ id: true, dataset: true, scrollOffset: true }, callback),
      fields: (fields: Fields, callback?: unknown) => add(fields, callback),
      context: (callback?: unknown) => add({ context: true }, callback),
      node: (callback?: unknown) => add({ node: true }, callback),
    };
  }
}
