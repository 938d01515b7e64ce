/**
 * Says whether the SDK's socket is up. The SDK tells a watch that its socket is gone only after five reconnects have failed, most
 * of a minute later; a person looking at figures should know at once. It looks on and changes nothing.
 */
export type SocketListener = (up: boolean) => void;

/** Closed on purpose: an ordinary end, and the SDK's own "nobody is listening any more". */
const ON_PURPOSE: readonly number[] = [1000, 3001];

/** Must run before the SDK opens its first socket. */
export function watchSockets(listener: SocketListener): void {
  const Original = globalThis.WebSocket;
  class WatchedWebSocket extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('open', () => listener(true));
      this.addEventListener('close', (event) => {
        if (!ON_PURPOSE.includes(event.code)) listener(false);
      });
    }
  }
  globalThis.WebSocket = WatchedWebSocket;
}
