import type { ActivityFeed, Clock, StampedEvent } from '../types.ts';

const KEPT_EVENTS = 300;

/** The last few hundred things that happened, and whoever wants to hear of the next ones. */
export function createFeed(clock: Clock): ActivityFeed {
  const events: StampedEvent[] = [];
  const listeners = new Set<(event: StampedEvent) => void>();
  let sequence = 0;
  return {
    publish(event) {
      const stamped: StampedEvent = { ...event, at: clock.now(), sequence: (sequence += 1) };
      events.push(stamped);
      if (events.length > KEPT_EVENTS * 2) events.splice(0, events.length - KEPT_EVENTS);
      for (const listener of listeners) listener(stamped);
    },
    recent: () => events.slice(-KEPT_EVENTS),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
