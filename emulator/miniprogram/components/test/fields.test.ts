import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openPhone, type Phone } from './phone.ts';

const WXML = `
<form bindsubmit="submit" bindreset="reset">
  <input name="name" model:value="{{name}}" placeholder="收货人" bindinput="typed" bindconfirm="confirmed" bindblur="left" data-testid="name" />
  <input name="phone" type="number" maxlength="11" bindinput="nothing" data-testid="phone" />
  <input name="code" bindinput="upper" data-testid="code" />
  <textarea name="note" auto-height bindlinechange="lines" data-testid="note" style="width:100%" />
  <picker name="kind" range="{{kinds}}" range-key="name" value="{{kind}}" bindchange="chosen" data-testid="kind"><view>种类</view></picker>
  <picker name="month" mode="date" value="2024-02-29" bindchange="chosen" data-testid="date"><view>日期</view></picker>
  <checkbox-group name="fruit" bindchange="chosen"><label><checkbox value="a" checked />苹果</label><label data-testid="pear"><checkbox value="b" />一个梨</label></checkbox-group>
  <radio-group name="size" bindchange="chosen"><label data-testid="big"><radio value="l" />大份</label><label><radio value="s" checked />小份</label></radio-group>
  <switch name="gift" bindchange="chosen" data-testid="gift" />
  <slider name="weight" value="30" step="10" bindchange="chosen" data-testid="weight" />
  <button form-type="submit">提交</button><button form-type="reset">重置</button>
  <button disabled bindtap="never">停用</button>
</form>`;

const JS = `Page({
  data: { name: '', kinds: [{ name: '水果' }, { name: '蔬菜' }, { name: '粮油' }], kind: 0 },
  typed(e) { note('typed', e.detail.value, this.data.name) }, confirmed(e) { note('confirmed', e.detail.value) }, left(e) { note('left', e.detail.value) },
  nothing() {}, upper(e) { return e.detail.value.toUpperCase() }, lines(e) { note('lines', e.detail.lineCount) },
  chosen(e) { note('chosen', e.detail.value) }, submit(e) { note('submit', e.detail.value) }, reset() { note('reset') }, never() { note('never') },
})`;

describe.skipIf(!hasBrowser)('fields in the phone', () => {
  let phone: Phone;
  beforeAll(async () => {
    phone = await openPhone({ wxml: WXML, js: JS });
  });
  afterAll(() => phone.close());

  const control = (id: string) => phone.page.getByTestId(id).locator('input, textarea');

  it('type into the page and confirm by Enter', async () => {
    await phone.page.getByTestId('name').click();
    await phone.page.keyboard.type('林满');
    await phone.page.keyboard.press('Enter');
    expect(await phone.notes()).toEqual([
      ['typed', '林', '林'],
      ['typed', '林满', '林满'],
      ['confirmed', '林满'],
      ['left', '林满'],
    ]);
  });

  it('take only what their keyboard offers, and what the handler answers', async () => {
    await phone.page.getByTestId('phone').click();
    await phone.page.keyboard.type('138-0013a80009999');
    expect(await control('phone').inputValue()).toBe('13800138000');
    await phone.page.getByTestId('code').click();
    await phone.page.keyboard.type('sf1');
    expect(await control('code').inputValue()).toBe('SF1');
    await phone.page.getByTestId('note').click();
    await phone.page.keyboard.type('一\n二');
    expect(await phone.notes()).toEqual([['lines', 2]]);
  });

  it('choose in a sheet by keyboard; Escape leaves the value', async () => {
    await phone.page.getByTestId('kind').click();
    await phone.page.keyboard.press('ArrowDown');
    await phone.page.keyboard.press('ArrowDown');
    await phone.page.keyboard.press('Enter');
    await phone.page.getByTestId('date').click();
    await phone.page.keyboard.press('ArrowUp');
    await phone.page.getByRole('button', { name: '确定' }).click();
    await phone.page.getByTestId('kind').click();
    await phone.page.keyboard.press('ArrowUp');
    await phone.page.keyboard.press('Escape');
    expect(await phone.notes()).toEqual([
      ['chosen', '2'],
      ['chosen', '2023-02-28'],
    ]);
  });

  it('hear the tap on their label, the keyboard and the finger', async () => {
    await phone.page.getByTestId('pear').click();
    await phone.page.getByTestId('big').click();
    await phone.page.getByTestId('gift').focus();
    await phone.page.keyboard.press('Space');
    await phone.page.getByTestId('weight').focus();
    await phone.page.keyboard.press('ArrowRight');
    expect(await phone.notes()).toEqual([
      ['chosen', ['a', 'b']],
      ['chosen', 'l'],
      ['chosen', true],
      ['chosen', 40],
    ]);
  });

  it('are gathered by the form and put back by it', async () => {
    await phone.page.getByRole('button', { name: '提交' }).click();
    expect(await phone.notes()).toEqual([
      [
        'submit',
        {
          name: '林满',
          phone: '13800138000',
          code: 'SF1',
          note: '一\n二',
          kind: 2,
          month: '2023-02-28',
          fruit: ['a', 'b'],
          size: 'l',
          gift: true,
          weight: 40,
        },
      ],
    ]);
    await phone.page.getByRole('button', { name: '重置' }).click();
    await phone.page.getByRole('button', { name: '提交' }).click();
    expect((await phone.notes()).at(-1)).toEqual([
      'submit',
      { name: '', phone: '', code: '', note: '', kind: 0, month: '2024-02-29', fruit: ['a'], size: 's', gift: false, weight: 30 },
    ]);
  });

  it('stay silent when disabled', async () => {
    await phone.page.getByText('停用').click({ force: true });
    expect(await phone.notes()).toEqual([]);
  });
});
