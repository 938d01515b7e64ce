import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONTRACTS, type Reply } from '@shop/shared/contracts/index.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { ACTIONS, soundInput, type ActionShape } from './support/samples.ts';
import { actAs, customer, MANAGE } from './support/shop.ts';

/** Texts that a contract lets through and nobody types, in every field of every action that takes one: answered with a reason, or done. The shop is never at fault. */
let emulator: Emulator;
let tokens: readonly string[];

const ODD = ['a\u0000b', '__proto__', 'a.b'];
/** No calls of a user: sign-in over HTTP, and what fills or empties the shop. */
const APART = ['adminLogin', 'cleanTestData', 'initShopProducts', 'initDatabase', 'createIndex'];
const CALLABLE = ACTIONS.filter(({ name }) => !APART.includes(name));

type Input = Record<string, unknown>;

/** `input` with one of its texts replaced, for each of them, also within lists and objects. */
function replaced(input: unknown, text: string): unknown[] {
  if (typeof input === 'string') return [text];
  if (Array.isArray(input)) return replaced(input[0], text).map((first) => [first, ...(input.slice(1) as unknown[])]);
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) => replaced(value, text).map((other) => ({ ...input, [key]: other })));
}

/** With the optional texts that are not part of the smallest input. */
function fullInput(shape: ActionShape): Input {
  const texts = Object.entries(shape.schema.properties ?? {}).filter(([, { type, pattern }]) => type === 'string' && pattern === undefined);
  return texts.reduce<Input>((input, [key]) => {
    const more = { [key]: 'x'.repeat(8), ...input };
    return CONTRACTS[shape.name].input.safeParse(more).success ? more : input;
  }, soundInput(shape));
}

async function send(token: string, name: string, data: unknown): Promise<Reply<unknown>> {
  const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(data),
  });
  return (await response.json()) as Reply<unknown>;
}

beforeAll(async () => {
  emulator = await startEmulator();
  tokens = [(await actAs(emulator, 'o-demo-staff-03', MANAGE)).token, (await customer(emulator, 'o-demo-customer-02')).token];
});

afterAll(async () => {
  await emulator.stop();
});

it.each(CALLABLE.map((shape) => [`${shape.name} ${shape.action}`.trim(), shape] as const))('%s', async (_title, shape) => {
  const inputs = ODD.flatMap((text) => replaced(fullInput(shape), text)).filter(
    (input) => CONTRACTS[shape.name].input.safeParse(input).success,
  );
  const calls = inputs.flatMap((input) => tokens.map(async (token) => ({ input, answer: await send(token, shape.name, input) })));
  for (const { input, answer } of await Promise.all(calls)) {
    const what = `${JSON.stringify(input)} ${JSON.stringify(answer)}`;
    expect(answer.status, what).toBeLessThan(500);
    expect(what).not.toContain('INTERNAL');
  }
});
