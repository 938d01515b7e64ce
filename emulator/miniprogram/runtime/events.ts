import * as glassEasel from 'glass-easel';
import { domOf, elementOf } from './internals.ts';

interface TargetInfo {
  readonly id: string;
  readonly dataset: Readonly<Record<string, unknown>>;
  readonly offsetLeft: number;
  readonly offsetTop: number;
}

function targetInfo(target: unknown): TargetInfo {
  const node = elementOf(target);
  const element = node === null ? null : domOf(node);
  return {
    id: node?.id ?? '',
    dataset: node?.dataset ?? {},
    // Read when asked for: it makes the browser lay the page out.
    get offsetLeft() {
      return element?.offsetLeft ?? 0;
    },
    get offsetTop() {
      return element?.offsetTop ?? 0;
    },
  };
}

/** Types of events that some handler has run for since the flag was cleared. `gestures.ts` asks whether a long press was heard. */
export const heardEvents = new Set<string>();

/** Hands an event to a page's or component's method in the shape WeChat gives it. */
export function listenWrapper(caller: unknown, event: unknown, handler: (event: unknown) => unknown): unknown {
  const given = event as glassEasel.ShadowedEvent<unknown> & { readonly extraFields?: Readonly<Record<string, unknown>> };
  heardEvents.add(given.type);
  return handler.call(caller, {
    type: given.type,
    timeStamp: given.timeStamp,
    detail: given.detail ?? {},
    mark: given.mark ?? {},
    target: targetInfo(given.target),
    currentTarget: targetInfo(given.currentTarget),
    ...given.extraFields,
    preventDefault: () => given.preventDefault(),
    stopPropagation: () => given.stopPropagation(),
  });
}

/** Fires a bubbling event at a node. True when a `catch:` handler asks to keep the browser's own behaviour away. */
export function dispatchAt(
  node: glassEasel.Element,
  type: string,
  detail: Readonly<Record<string, unknown>>,
  extraFields: Readonly<Record<string, unknown>> = {},
): boolean {
  const event = new glassEasel.Event(type, detail, { bubbles: true, composed: true, capturePhase: true, extraFields: { ...extraFields } });
  glassEasel.Event.dispatchEvent(node, event);
  return event.defaultPrevented();
}
