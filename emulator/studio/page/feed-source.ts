import type { StampedEvent } from '../../types.ts';

export interface FeedSourceEvents {
  event(event: StampedEvent): void;
  /** False while the connection is gone; the browser connects again by itself. */
  connected(connected: boolean): void;
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
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => listeners.event(JSON.parse(data) as StampedEvent));
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
