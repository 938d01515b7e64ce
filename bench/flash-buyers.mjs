// The crowd of `flash.mjs`, in a process of its own: what its thousand calls cost the caller must not be counted as the others' waiting. Each buyer keeps one connection
// open, as a phone does, so that the rush itself is one write per buyer.
import { Agent, request } from 'node:http';
import { HOME, newRequest, percentile, post } from './support.mjs';

const [origin, count] = [process.argv[2], Number(process.argv[3])];

/** POST over the buyer's own connection. */
function ask(agent, path, body, headers) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const asked = request(
      origin + path,
      { agent, method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers } },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () =>
          response.statusCode === 200 ? resolve(JSON.parse(answer)) : reject(new Error(`${path} ${response.statusCode} ${answer}`)),
        );
      },
    );
    asked.on('error', (error) => {
      // The connection was closed while it was silent: the same request again, over a new one.
      if (asked.reusedSocket && error.code === 'ECONNRESET') resolve(ask(agent, path, body, headers));
      else reject(error);
    });
    asked.end(text);
  });
}

async function buyer(openid) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { access_token: token } = await post(origin, '/__emulator/session', { openid, appid: 'wx5a1c0de000000001' });
  const call = (name, data) => ask(agent, `/v1/functions/${name}`, data, { authorization: `Bearer ${token}` });
  await call('login', {});
  const { data } = await call('address', { action: 'save', address: HOME });
  // The emulator closes a connection that is silent for a minute; a call of nothing keeps it, and opens it again where it was closed.
  return { call, addressId: data.address._id, wake: () => ask(agent, '/__emulator/session', { openid, appid: 'wx5a1c0de000000001' }, {}) };
}

async function eachOf(list, width, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < list.length) await work(list[next++]);
    }),
  );
}

const buyers = [];
await eachOf(
  Array.from({ length: count }, (_, index) => index),
  16,
  async (index) => buyers.push(await buyer(`o-flash-${index + 1}`)),
);

/** Everybody buys the same, within `within` ms of each other. */
async function rush({ item, within }) {
  const begun = performance.now();
  const outcomes = await Promise.all(
    buyers.map(async ({ call, addressId }, index) => {
      if (within > 0) await new Promise((resolve) => setTimeout(resolve, (index * within) / count));
      const asked = performance.now();
      const answer = await call('flashOrder', { requestId: newRequest(), items: [item], addressId });
      return { answer, took: performance.now() - asked };
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const kinds = {};
  for (const { answer } of outcomes) kinds[answer.reason ?? 'ordered'] = (kinds[answer.reason ?? 'ordered'] ?? 0) + 1;
  const took = (wanted) => outcomes.filter(({ answer }) => (answer.status === 200) === wanted).map((one) => one.took);
  const both = (times) => ({ p50: percentile(times, 0.5), p99: percentile(times, 0.99) });
  return { seconds, kinds, winners: both(took(true)), refused: both(took(false)) };
}

process.on('message', async (order) => {
  if (order.type === 'wake') await eachOf(buyers, 16, ({ wake }) => wake());
  process.send({ type: order.type, result: order.type === 'rush' ? await rush(order) : null });
});
process.send({ type: 'ready' });
