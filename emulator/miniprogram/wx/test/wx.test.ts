import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAnimation } from '../animation.ts';
import { ApiFailure } from '../call.ts';
import { pageApis, routerApis } from '../navigation.ts';
import { requestApi } from '../request.ts';
import { withRefusals } from '../unknown.ts';

type Api = (options?: unknown) => unknown;

function api(apis: Readonly<Record<string, unknown>>, name: string): Api {
  const found = apis[name];
  if (typeof found !== 'function') throw new Error(`${name} is not a function`);
  return (options) => Reflect.apply(found, undefined, [options]) as unknown;
}

afterEach(() => vi.restoreAllMocks());

describe('an API that is not offered', () => {
  const wx = withRefusals({ known: () => 1 });

  it('rejects or fails by its name, and is not claimed', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(api(wx, 'openBluetoothAdapter')()).rejects.toEqual({
      errMsg: 'openBluetoothAdapter:fail wx.openBluetoothAdapter is not offered by the local WeChat',
    });
    const fail = vi.fn();
    await new Promise<void>((resolve) => void api(wx, 'openBluetoothAdapter')({ fail, complete: () => resolve() }));
    expect(fail).toHaveBeenCalledOnce();
    expect(complaint).toHaveBeenCalledTimes(2);
    expect('openBluetoothAdapter' in wx).toBe(false);
  });

  it('throws where a synchronous answer is expected', () => {
    expect(() => api(wx, 'getBatteryInfoSync')()).toThrow('getBatteryInfoSync:fail');
    expect(() => api(wx, 'createBLEPeripheralServer')()).toThrow('createBLEPeripheralServer:fail');
  });

  it('is no promise by accident', () => {
    expect(wx['then']).toBeUndefined();
  });
});

describe('navigation', () => {
  const router = {
    navigateTo: vi.fn(() => Promise.resolve({ eventChannel: {} })),
    redirectTo: vi.fn(() => Promise.resolve()),
    switchTab: vi.fn(() => Promise.reject(new ApiFailure('can not switch to no-tabBar page'))),
    reLaunch: vi.fn(() => Promise.resolve()),
    navigateBack: vi.fn(() => Promise.resolve()),
  };

  it("passes refusals of the router on in WeChat's form", async () => {
    await expect(api(routerApis(router), 'switchTab')({ url: '/pages/a/index' })).rejects.toEqual({
      errMsg: 'switchTab:fail can not switch to no-tabBar page',
    });
    await expect(api(routerApis(router), 'navigateTo')({})).rejects.toMatchObject({
      errMsg: expect.stringContaining('parameter.url should be String') as string,
    });
  });

  it('goes back one page unless told otherwise', async () => {
    await api(routerApis(router), 'navigateBack')();
    expect(router.navigateBack).toHaveBeenCalledWith(1);
  });

  it('refuses a title colour that WeChat does not draw', async () => {
    const page = { setNavigationBarColor: vi.fn() };
    const apis = pageApis(page as never);
    await expect(api(apis, 'setNavigationBarColor')({ frontColor: '#333333', backgroundColor: '#ffffff' })).rejects.toMatchObject({
      errMsg: expect.stringContaining('frontColor') as string,
    });
    await api(apis, 'setNavigationBarColor')({ frontColor: '#FFFFFF', backgroundColor: '#2f7d4f' });
    expect(page.setNavigationBarColor).toHaveBeenCalledWith('#ffffff', '#2f7d4f');
  });
});

describe('request', () => {
  it('reaches the own origin only', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('{"a":1}', { status: 201 })));
    const request = requestApi('http://127.0.0.1:3000');
    await expect(request({ url: 'https://example.com/x' })).rejects.toMatchObject({
      errMsg: expect.stringContaining('url not in domain list') as string,
    });
    expect(fetched).not.toHaveBeenCalled();
    await expect(request({ url: 'http://127.0.0.1:3000/x', data: { q: '苹果' } })).resolves.toMatchObject({
      data: { a: 1 },
      statusCode: 201,
      errMsg: 'request:ok',
    });
    expect(String(fetched.mock.calls[0]?.[0])).toBe(`http://127.0.0.1:3000/x?q=${encodeURIComponent('苹果')}`);
  });

  it('ends when it is aborted', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(
      (_address, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const task = requestApi('http://127.0.0.1:3000')({ url: '/slow' }) as Promise<unknown> & { abort(): void };
    task.abort();
    await expect(task).rejects.toMatchObject({ errMsg: 'request:fail abort' });
  });
});

describe('animation', () => {
  it('keeps what earlier steps moved, and exports once', () => {
    const animation = createAnimation({ duration: 200 });
    api(animation, 'translateX')(10);
    api(animation, 'step')();
    api(animation, 'opacity')(0);
    api(animation, 'step')({ duration: 50 });
    expect(api(animation, 'export')()).toEqual({
      actions: [
        {
          animates: [{ type: 'translateX', args: [10] }],
          option: { transformOrigin: '50% 50% 0', transition: { duration: 200, timingFunction: 'linear', delay: 0 } },
        },
        {
          animates: [
            { type: 'translateX', args: [10] },
            { type: 'style', args: ['opacity', '0'] },
          ],
          option: { transformOrigin: '50% 50% 0', transition: { duration: 50, timingFunction: 'linear', delay: 0 } },
        },
      ],
    });
    expect(api(animation, 'export')()).toEqual({ actions: [] });
  });
});
