import { WebSocket } from 'ws';
import type { Running } from './harness.ts';

type Json = Record<string, unknown>;

export interface Event {
  readonly id: number;
  readonly queue: string;
  readonly data: string;
  readonly docId: unknown;
  readonly doc: Json | undefined;
  readonly updated: Json | undefined;
  readonly removed: unknown;
}

function parse(text: unknown): Json | undefined {
  return typeof text === 'string' && text !== '' ? (JSON.parse(text) as Json) : undefined;
}

function eventsOf(frame: Json): Event[] {
  const data = frame['msgData'] as { events: Json[] };
  return data.events.map((event) => ({
    id: Number(event['ID']),
    queue: String(event['QueueType']),
    data: String(event['DataType']),
    docId: event['DocID'],
    doc: parse(event['Doc']),
    updated: parse(event['UpdatedFields']),
    removed: parse(event['removedFields']),
  }));
}

/** The realtime protocol as the SDKs speak it, frame by frame. */
export class LiveClient {
  readonly #socket: WebSocket;
  readonly #frames: Json[] = [];
  #wake: (() => void) | undefined;
  #requests = 0;

  /** The code with which the server closed. */
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data) => {
      this.#frames.push(JSON.parse(String(data)) as Json);
      this.#wake?.();
    });
  }

  /** Signs in with a token, or with what `auth.wsWebSign` answered before. */
  static async open(running: Running, token: string, given?: Json): Promise<LiveClient> {
    const signed = given ?? (await running.request('POST', '/web', { body: { action: 'auth.wsWebSign', access_token: token } })).body;
    const { wsUrl, signStr, envId } = signed['data'] as { wsUrl: string; signStr: string; envId: string };
    const socket = new WebSocket(wsUrl);
    const client = new LiveClient(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answer = await client.ask('LOGIN', undefined, { envId, accessToken: '' }, { exMsgData: { signStr } });
    if ((answer['msgData'] as Json)['code'] !== undefined) await client.drop();
    if ((answer['msgData'] as Json)['code'] !== undefined) throw new Error(JSON.stringify(answer));
    return client;
  }

  /** Sends a message and waits for its answer. */
  async ask(msgType: string, watchId: string | undefined, msgData: unknown, more: Json = {}): Promise<Json> {
    const requestId = `q${(this.#requests += 1)}`;
    this.#socket.send(JSON.stringify({ ...(watchId === undefined ? {} : { watchId }), requestId, msgType, msgData, ...more }));
    return this.#take((frame) => frame['requestId'] === requestId);
  }

  async watch(watchId: string, collName: string, query: unknown, more: Json = {}): Promise<{ queryID: string; events: Event[] }> {
    const frame = await this.ask('INIT_WATCH', watchId, { collName, query: JSON.stringify(query), orderBy: {}, ...more });
    if (frame['msgType'] !== 'INIT_EVENT') throw new Error(JSON.stringify(frame['msgData']));
    return { queryID: (frame['msgData'] as { queryID: string }).queryID, events: eventsOf(frame) };
  }

  async rebuild(watchId: string, collName: string, queryID: string, eventID: number): Promise<Event[]> {
    const frame = await this.ask('REBUILD_WATCH', watchId, { collName, queryID, eventID });
    if (frame['msgType'] !== 'NEXT_EVENT') throw new Error(JSON.stringify(frame['msgData']));
    return eventsOf(frame);
  }

  /** The next events of a watch that nobody asked for. */
  async next(watchId: string): Promise<Event[]> {
    return eventsOf(await this.#take((frame) => frame['watchId'] === watchId && frame['msgType'] === 'NEXT_EVENT'));
  }

  async error(watchId: string): Promise<Json> {
    return (await this.#take((frame) => frame['watchId'] === watchId && frame['msgType'] === 'ERROR'))['msgData'] as Json;
  }

  get waiting(): number {
    return this.#frames.length;
  }

  drop(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.terminate();
    });
  }

  async #take(fits: (frame: Json) => boolean): Promise<Json> {
    for (;;) {
      const index = this.#frames.findIndex(fits);
      const [frame] = index < 0 ? [] : this.#frames.splice(index, 1);
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export function brief(events: readonly Event[]): string[] {
  return events.map(({ queue, data, docId }) => `${queue}/${data} ${String(docId)}`);
}
