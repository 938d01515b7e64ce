import { randomUUID } from 'node:crypto';
import type { Contracts, FunctionName, InputOf, OutputOf, Reply } from '@shop/shared/contracts/index.ts';
import type { Emulator } from './emulator.ts';

/** The envelope of a call, typed by its contract. */
export type Answer<Name extends FunctionName> = Reply<OutputOf<Contracts[Name]>>;

/** A mini-program user who calls functions over the same route as `wx.cloud`. */
export interface User {
  readonly openid: string;
  readonly token: string;
  /** Raw: whatever is passed goes over the wire. */
  send(name: string, data: unknown): Promise<Reply<Record<string, unknown>>>;
  call<Name extends FunctionName>(name: Name, input: InputOf<Contracts[Name]>): Promise<Answer<Name>>;
  /** The data of a call that must succeed. */
  must<Name extends FunctionName>(name: Name, input: InputOf<Contracts[Name]>): Promise<OutputOf<Contracts[Name]>>;
}

export const MALL = 'wx5a1c0de000000001';
export const MANAGE = 'wx5a1c0de000000002';

export function newRequest(): string {
  return randomUUID();
}

export async function actAs(emulator: Emulator, openid: string, appid: string = MALL): Promise<User> {
  const { access_token: token } = await emulator.post<{ access_token: string }>('/__emulator/session', { openid, appid });
  const send = async <Data>(name: string, data: unknown): Promise<Reply<Data>> => {
    const response = await fetch(`${emulator.origin}/v1/functions/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${name} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as Reply<Data>;
  };
  const call = <Name extends FunctionName>(name: Name, input: InputOf<Contracts[Name]>): Promise<Answer<Name>> => send(name, input);
  return {
    openid,
    token,
    send,
    call,
    must: async (name, input) => {
      const answer = await call(name, input);
      if (answer.status !== 200 || answer.data === null)
        throw new Error(`${name} refused: ${answer.status} ${answer.reason ?? ''} ${answer.message}`);
      return answer.data;
    },
  };
}

export const HOME = { name: '测试', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路 1 号' };

/** A customer with an address, ready to order. */
export async function customer(emulator: Emulator, openid: string): Promise<User & { addressId: string }> {
  const user = await actAs(emulator, openid);
  await user.must('login', {});
  const { address } = await user.must('address', { action: 'save', address: HOME });
  if (address === undefined) throw new Error('no address');
  return { ...user, addressId: address._id };
}
