import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Alarms } from '../../server/clock.ts';
import type { Notice } from './model.ts';
import type { Till } from './till.ts';
import { parseMessage } from './xml.ts';

/** After the first try: how long to wait for each further one, in seconds (24 h 4 min in all). */
const SCHEDULE_S = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600];
const ANSWER_WITHIN_MS = 5_000;
const LONGEST_ANSWER = 65_536;

export interface NoticeSender {
  /** Sends a message until the merchant answers SUCCESS, at first after `delayMs`. Fulfils after the first try when that is now. */
  send(notice: { url: string; body: string; subject: string; delayMs?: number; once?: boolean }): Promise<boolean>;
  close(): void;
}

function isAcknowledged(text: string): boolean {
  try {
    return parseMessage(text)['return_code'] === 'SUCCESS';
  } catch {
    return false;
  }
}

function post(url: string, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body), 'user-agent': 'Mozilla/4.0' };
    const sending = request(url, { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (text.length < LONGEST_ANSWER) text += chunk;
      });
      response.on('end', () => resolve(response.statusCode === 200 && isAcknowledged(text)));
      response.on('error', () => resolve(false));
    });
    sending.on('error', () => resolve(false));
    sending.end(body);
  });
}

/** Notices go on after a restart where they were: they lie in the till with the time of their next try. */
export function createNoticeSender(till: Till, alarms: Alarms, told: (notice: Notice, acknowledged: boolean) => void): NoticeSender {
  const cancels = new Map<string, () => void>();
  let closed = false;

  function plan(notice: Notice): void {
    if (!closed)
      cancels.set(
        notice.id,
        alarms.at(notice.nextAt, async () => void (await attempt(notice))),
      );
  }

  async function attempt(notice: Notice, last = false): Promise<boolean> {
    cancels.delete(notice.id);
    const acknowledged = await post(notice.url, notice.body);
    if (closed) return acknowledged;
    const attempts = notice.attempts + 1;
    const wait = SCHEDULE_S[attempts - 1];
    const state = acknowledged ? 'done' : wait === undefined || last ? 'given-up' : 'pending';
    const after: Notice = { ...notice, attempts, state, nextAt: till.clock.now() + (wait ?? 0) * 1000 };
    till.saveNotice(after);
    told(after, acknowledged);
    if (state === 'pending') plan(after);
    return acknowledged;
  }

  for (const notice of till.notices()) if (notice.state === 'pending') plan(notice);

  return {
    async send({ url, body, subject, delayMs = 0, once = false }) {
      const notice: Notice = { id: randomUUID(), url, body, subject, attempts: 0, nextAt: till.clock.now() + delayMs, state: 'pending' };
      if (!once) till.saveNotice(notice);
      if (delayMs === 0) return attempt(notice, once);
      plan(notice);
      return false;
    },
    close() {
      closed = true;
      for (const cancel of cancels.values()) cancel();
    },
  };
}
