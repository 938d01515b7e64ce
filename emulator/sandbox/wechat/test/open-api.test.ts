import tcb from '@cloudbase/node-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import cloud from 'wx-server-sdk';
import { ENV_ID, type Running, start } from '../../../gateway/test/harness.ts';

type Call = (data: unknown) => Promise<Record<string, unknown>>;
type Interfaces = Record<string, Record<string, Call>>;

let running: Running;
const APPID = 'wx0000000000000000';
const OPENID = 'o-customer-1';

function call(path: string, data: unknown): Promise<Record<string, unknown>> {
  const [group = '', name = ''] = path.split('.');
  const found = (cloud as unknown as { openapi: Interfaces }).openapi[group]?.[name];
  if (found === undefined) throw new Error(`${path} is not there`);
  return found(data);
}

beforeAll(async () => {
  running = await start([]);
  Object.assign(process.env, {
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${running.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: ENV_ID,
    TENCENTCLOUD_SECRETID: 'id',
    TENCENTCLOUD_SECRETKEY: 'key',
    TENCENTCLOUD_SESSIONTOKEN: 'token-of-script',
  });
  cloud.init({ env: ENV_ID });
});
afterAll(() => running.close());

async function phone(name: string, body: unknown): Promise<Record<string, unknown>> {
  return (await running.request('POST', `/__sandbox/wechat/${name}`, { body })).body;
}

describe('subscribeMessage.send', () => {
  const message = {
    touser: OPENID,
    templateId: 'tpl-shipped',
    page: 'pages/order/detail?id=1',
    data: {
      thing1: { value: '云南蓝莓' },
      amount2: { value: '¥12.50' },
      time3: { value: '2026年11月21日 15:01' },
      character_string4: { value: 'SF1234567890' },
      phrase5: { value: '已发货' },
    },
    miniprogramState: 'formal',
  };

  it('sends as many as the user accepted', async () => {
    await expect(call('subscribeMessage.send', message)).rejects.toMatchObject({ errCode: 43101 });
    expect(await phone('subscribe', { appid: APPID, openid: OPENID, templateIds: ['tpl-shipped'] })).toEqual({
      left: { 'tpl-shipped': 1 },
    });
    expect(await call('subscribeMessage.send', message)).toMatchObject({ errCode: 0 });
    await expect(call('subscribeMessage.send', message)).rejects.toMatchObject({ errCode: 43101 });
    const got = await running.request('GET', `/__sandbox/wechat/messages?openid=${OPENID}`);
    expect(got.body['messages']).toMatchObject([
      { templateId: 'tpl-shipped', page: message.page, data: { thing1: '云南蓝莓', phrase5: '已发货' } },
    ]);
    const foreign = await running.request('GET', '/__sandbox/wechat/messages', { headers: { origin: 'http://evil.example' } });
    expect(foreign.status).toBe(400);
  });

  it.each([
    [{ touser: '' }, 40003],
    [{ templateId: 'no such id' }, 40037],
    [{ page: '/pages/order/detail' }, 41030],
    [{ miniprogramState: 'live' }, 47001],
    [{ templateID: 'x' }, 47001],
    [{ data: {} }, 47003],
    [{ data: { thing1: { value: '' } } }, 47003],
    [{ data: { thing1: { value: '长'.repeat(21) } } }, 47003],
    [{ data: { amount1: { value: '很多' } } }, 47003],
    [{ data: { character_string1: { value: '中文' } } }, 47003],
    [{ data: { phrase1: { value: 'shipped' } } }, 47003],
    [{ data: { time1: { value: '昨天' } } }, 47003],
    [{ data: { title: { value: 'x' } } }, 47003],
  ])('refuses %j', async (change, errCode) => {
    await expect(call('subscribeMessage.send', { ...message, ...change })).rejects.toMatchObject({ errCode });
  });
});

describe('security.msgSecCheck', () => {
  const check = { version: 2, openid: OPENID, scene: 2, content: '很甜，会再买' };

  it.each([
    ['很甜，会再买', 'pass'],
    ['特3456书yuuo莞6543李zxcz蒜7782法fgnv级', 'risky'],
    ['这条要【复审】', 'review'],
  ])('judges %s: %s', async (content, suggest) => {
    expect(await call('security.msgSecCheck', { ...check, content })).toMatchObject({ errCode: 0, result: { suggest } });
  });

  it.each([
    [{ version: 1 }, 47001],
    [{ openid: undefined }, 40003],
    [{ scene: 5 }, 47001],
    [{ content: '' }, 44004],
    [{ content: '长'.repeat(2501) }, 45002],
  ])('refuses %j', async (change, errCode) => {
    await expect(call('security.msgSecCheck', { ...check, ...change })).rejects.toMatchObject({ errCode });
  });
});

describe('wxacode.getUnlimited', () => {
  it('draws a picture of its own for each scene', async () => {
    const picture = async (scene: string): Promise<Buffer> => {
      const answer = await call('wxacode.getUnlimited', { scene, page: 'pages/index/index', width: 300, checkPath: false });
      expect(answer).toMatchObject({ errCode: 0, contentType: 'image/png' });
      return answer['buffer'] as Buffer;
    };
    const [one, again, other] = [await picture('g=1'), await picture('g=1'), await picture('g=2')];
    expect([one.toString('latin1', 1, 4), one.readUInt32BE(16), one.readUInt32BE(20)]).toEqual(['PNG', 300, 300]);
    expect([one.equals(again), one.equals(other)]).toEqual([true, false]);
  });

  it.each([
    [{ scene: '' }, 40169],
    [{ scene: 'a%20b' }, 40169],
    [{ scene: 'x'.repeat(33) }, 40169],
    [{ scene: 'a', page: '/pages/index/index' }, 41030],
    [{ scene: 'a', width: 100 }, 40097],
    [{ scene: 'a', envVersion: 'beta' }, 47001],
  ])('refuses %j', async (data, errCode) => {
    await expect(call('wxacode.getUnlimited', data)).rejects.toMatchObject({ errCode });
  });
});

describe('phonenumber.getPhoneNumber', () => {
  it('gives the number behind a code once, for five minutes', async () => {
    const { code } = await phone('phone-code', { appid: APPID, openid: OPENID });
    const { phoneInfo } = await call('phonenumber.getPhoneNumber', { code });
    expect(phoneInfo).toMatchObject({
      purePhoneNumber: expect.stringMatching(/^1380000\d{4}$/) as string,
      countryCode: '86',
      watermark: { appid: APPID },
    });
    await expect(call('phonenumber.getPhoneNumber', { code })).rejects.toMatchObject({ errCode: 40029 });
    const late = await phone('phone-code', { appid: APPID, openid: OPENID });
    running.clock.advance(5 * 60_000);
    await expect(call('phonenumber.getPhoneNumber', { code: late['code'] })).rejects.toMatchObject({ errCode: 40029 });
    const foreign = await phone('phone-code', { appid: 'wx-other', openid: OPENID });
    await expect(call('phonenumber.getPhoneNumber', { code: foreign['code'] })).rejects.toMatchObject({ errCode: 40029 });
  });
});

describe('other ways', () => {
  it('refuses by name what is not offered', async () => {
    await expect(call('customerServiceMessage.send', { touser: OPENID })).rejects.toMatchObject({
      errMsg: expect.stringContaining('customerServiceMessage.send is not offered') as string,
    });
    const pay = (cloud as unknown as { cloudPay: Record<string, Call> }).cloudPay['unifiedOrder'];
    await expect(pay?.({ body: 'x' })).rejects.toMatchObject({ errMsg: expect.stringContaining('is not offered') as string });
  });

  it('answers node-sdk’s callWxOpenApi', async () => {
    const app = tcb.init({ env: ENV_ID }) as unknown as { callWxOpenApi(call: unknown): Promise<{ result: unknown }> };
    const requestData = { version: 2, openid: OPENID, scene: 1, content: 'x' };
    expect((await app.callWxOpenApi({ apiName: 'security.msgSecCheck', requestData })).result).toMatchObject({
      errcode: 0,
      result: { suggest: 'pass' },
    });
  });
});
