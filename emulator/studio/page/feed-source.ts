import type { StampedEvent } from '../../types.ts';

export interface FeedSourceEvents {
  event(event: StampedEvent): void;
  /** False while the connection is gone; the browser connects again by itself. */
  connected(connected: boolean): void;
}

const others = new Set<(event: StampedEvent) => void>();

/** For the other views: what the one connection hears, also what it hears again. Answers the way to stop. */
export function onActivity(listener: (event: StampedEvent) => void): () => void {
  others.add(listener);
  return () => others.delete(listener);
}

/**
 * Listens to `/__emulator/feed`. A page that nobody sees lets go of its connection: a browser has six for one server, and every
 * mini-program holds one of its own. The server repeats the last few hundred events when it is asked again.
 */
export function listenToFeed(listeners: FeedSourceEvents): void {
  let source: EventSource | null = null;

  function open(): void {
    if (source !== null) return;
    const opened = new EventSource('/__emulator/feed');
    source = opened;
    opened.addEventListener('open', () => listeners.connected(true));
    opened.addEventListener('error', () => listeners.connected(false));
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as StampedEvent;
      listeners.event(event);
      for (const listener of others) listener(event);
    });
    opened.addEventListener('error', () => {
      // A server that answered with an error is not asked again by the browser.
      if (opened.readyState === EventSource.CLOSED && source === opened) {
        source = null;
        setTimeout(update, 1000);
      }
    });
  }

  function update(): void {
    if (document.hidden) {
      source?.close();
      source = null;
    } else open();
  }

  document.addEventListener('visibilitychange', update);
  update();
}
