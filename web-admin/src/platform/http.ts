import { createCall } from '@shop/shared/client/call.ts';
import { HTTP_BASE } from './config.ts';

/** Typed calls over the HTTP access service: for what must answer before there is a session. */
export const callHttp = createCall(async (name, data) => {
  const response = await fetch(`${HTTP_BASE}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(data),
  });
  const answer: unknown = await response.json();
  return answer;
});
