import type { ActivityEvent, StampedEvent } from '../../types.ts';

export type Kind = ActivityEvent['kind'];
export const KINDS: readonly Kind[] = ['call', 'change', 'push', 'payment', 'warning'];

export type Of<K extends Kind> = Extract<StampedEvent, { readonly kind: K }>;

/** One line of the feed: one event, or several that belong together. The newest event is the last. */
export interface Group {
  readonly id: number;
  readonly kind: Kind;
  readonly key: string;
  readonly events: readonly StampedEvent[];
  /** How many events it stands for; more than `events` holds when it has grown long. */
  readonly count: number;
}

/** Lines kept and shown. */
export const KEPT_GROUPS = 300;
/** Events of a line that are kept to be looked at. */
export const KEPT_EVENTS = 50;
/** Writes, pushes and repeated warnings this close to each other are one line. */
const TOGETHER_MS = 1500;
/** How many lines back an event may still join: writes and pushes of one commit alternate. */
const LOOK_BACK = 6;
const KEPT_SEEN = 700;

/** What makes two events one line; calls and payments stand for themselves. */
function keyOf(event: StampedEvent): string {
  if (event.kind === 'change') return `change ${event.by}`;
  if (event.kind === 'push') return `push ${event.collection}`;
  if (event.kind === 'warning') return `warning ${event.title} ${event.detail}`;
  return `${event.kind} ${event.sequence}`;
}

function joins(group: Group, event: StampedEvent, key: string): boolean {
  if (group.key !== key) return false;
  return event.kind === 'warning' || event.at - (group.events.at(-1)?.at ?? 0) <= TOGETHER_MS;
}

/** Groups, newest first, with one more event; what has not changed keeps its identity. */
export function appendEvent(groups: readonly Group[], event: StampedEvent): readonly Group[] {
  const key = keyOf(event);
  const index = groups.slice(0, LOOK_BACK).findIndex((group) => joins(group, event, key));
  const group = groups[index];
  if (group === undefined)
    return [{ id: event.sequence, kind: event.kind, key, events: [event], count: 1 }, ...groups].slice(0, KEPT_GROUPS);
  const grown: Group = { ...group, events: [...group.events, event].slice(-KEPT_EVENTS), count: group.count + 1 };
  return groups.map((other, position) => (position === index ? grown : other));
}

/** `known`: seen before, the server repeats itself to who connects anew. `restarted`: another server, whose numbers begin again. */
export type Arrival = 'new' | 'known' | 'restarted';

/** Tells events that came before from new ones. A server counts from 1, and repeats its last few hundred to every connection. */
export class Arrivals {
  readonly #seen = new Map<number, number>();
  #last = 0;

  arrive({ sequence, at }: StampedEvent): Arrival {
    if (this.#seen.get(sequence) === at) return 'known';
    const restarted = this.#last > 0 && sequence <= this.#last;
    if (restarted) this.#seen.clear();
    this.#last = sequence;
    this.#seen.set(sequence, at);
    if (this.#seen.size > KEPT_SEEN) {
      for (const oldest of this.#seen.keys()) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return restarted ? 'restarted' : 'new';
  }
}
