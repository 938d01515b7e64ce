import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openPhone, type Phone } from './phone.ts';

const SVG = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/%3E";
const WXML = `
<swiper circular bindchange="turned" duration="100" indicator-dots current="{{current}}" data-testid="swiper"><swiper-item wx:for="{{3}}" wx:key="*this"><view style="height:100%" bindtap="tapped" data-n="{{item}}">第{{item}}页</view></swiper-item></swiper>
<scroll-view scroll-y style="height:100px" bindscrolltolower="lower" data-testid="list"><view wx:for="{{30}}" wx:key="*this" style="height:30px">行{{item}}</view></scroll-view>
<scroll-view scroll-x scroll-into-view="{{into}}" style="white-space:nowrap" data-testid="row"><view wx:for="{{30}}" wx:key="*this" id="c{{item}}" style="display:inline-block;width:80px">格{{item}}</view></scroll-view>
<image src="${SVG}" mode="widthFix" style="width:100px" bindload="loaded" data-testid="picture" /><image src="/none.png" binderror="failed" />
<rich-text nodes="{{html}}" data-testid="rich" />
<view hover-class="mine" hover-start-time="0" hover-stay-time="0" data-testid="hover" bindtap="move">按</view>`;

const JS = `Page({ data: { current: 0, into: '', html: '<p onclick="x()">好<b>米</b><script>bad()</script><img src="javascript:bad()"></p>' },
  turned(e) { note('turned', e.detail.current, e.detail.source) }, tapped(e) { note('tapped', e.currentTarget.dataset.n) }, lower() { note('lower') },
  loaded(e) { note('loaded', e.detail.width, e.detail.height) }, failed() { note('failed') }, move() { this.setData({ current: 2, into: 'c20' }) } })`;

describe.skipIf(!hasBrowser)('moving things in the phone', () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone({ wxml: WXML, js: JS, wxss: '.mine{background:#fee}' });
  });
  afterAll(() => phone.close());

  const noted = async (): Promise<readonly unknown[]> => {
    await phone.page.waitForFunction(() => ((Reflect.get(globalThis, '__notes') as unknown[] | undefined)?.length ?? 0) > 0);
    return phone.notes();
  };

  it('a picture says its size, a missing one that it failed', async () => {
    await phone.page.waitForFunction(() => ((Reflect.get(globalThis, '__notes') as unknown[] | undefined)?.length ?? 0) > 1);
    expect([...(await phone.notes())].map((said) => JSON.stringify(said)).sort()).toEqual(['"failed"', '["loaded",20,10]']);
    expect((await phone.page.getByTestId('picture').boundingBox())?.height).toBe(50);
  });

  it('a swiper follows the drag, around its ends, and takes no tap for it', async () => {
    const box = await phone.page.getByTestId('swiper').boundingBox();
    const { x = 0, y = 0 } = box ?? {};
    const drag = async (from: number, to: number): Promise<void> => {
      await phone.page.mouse.move(x + from, y + 50);
      await phone.page.mouse.down();
      await phone.page.mouse.move(x + to, y + 50, { steps: 6 });
      await phone.page.mouse.up();
    };
    await drag(80, 330);
    expect(await noted()).toEqual([['turned', 2, 'touch']]);
    await phone.page.getByText('第2页').click();
    expect(await noted()).toEqual([['tapped', 2]]);
    await drag(330, 80);
    expect(await noted()).toEqual([['turned', 0, 'touch']]);
  });

  it('a list says when its end is near', async () => {
    await phone.page.getByTestId('list').hover();
    await phone.page.mouse.wheel(0, 3000);
    expect(await noted()).toEqual(['lower']);
  });

  it('the page moves them by data, and a press shows', async () => {
    const target = phone.page.getByTestId('hover');
    await target.hover();
    await phone.page.mouse.down();
    await phone.page.waitForFunction(
      () => getComputedStyle(document.querySelector('[data-testid=hover]') as Element).backgroundColor === 'rgb(255, 238, 238)',
    );
    await phone.page.mouse.up();
    expect(await noted()).toEqual([['turned', 2, '']]);
    await phone.page.waitForFunction(() => (document.querySelector('[data-testid=row]')?.scrollLeft ?? 0) > 1000);
  });

  it('rich text keeps allowed tags only', async () => {
    expect(await phone.page.getByTestId('rich').innerHTML()).toBe('<p>好<b>米</b><img src=""></p>');
  });
});
