import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REMINDER_KINDS, reminderData, type RemindedOrder } from './reminders.ts';

const order: RemindedOrder = {
  orderNo: '202611210001',
  items: [{ name: '洛川红富士苹果' }, { name: '手工鲜腐竹' }],
  paymentAmount: 12_050,
  expireTime: new Date('2026-11-21T04:30:00.000Z'),
  deliveryTime: new Date('2026-11-21T08:00:00.000Z'),
  parcels: [{ company: 'shunfeng', number: 'SF1234567890' }],
};

describe('a reminder', () => {
  it('tells the facts under the keys of the merchant’s template', () => {
    const fields = {
      orderNo: 'character_string1',
      goods: 'thing2',
      amount: 'amount3',
      time: 'time4',
      carrier: 'thing5',
      number: 'character_string6',
    };
    expect(reminderData('shipped', { templateId: 't', fields }, order, 10)).toEqual({
      character_string1: { value: '202611210001' },
      thing2: { value: '洛川红富士苹果等2种' },
      amount3: { value: '120.50元' },
      time4: { value: '2026-11-21 16:00' },
      thing5: { value: '顺丰速运' },
      character_string6: { value: 'SF1234567890' },
    });
    expect(reminderData('paymentDue', { templateId: 't', fields: { time: 'time1' } }, order, 10)).toEqual({
      time1: { value: '2026-11-21 12:30' },
    });
    expect(reminderData('receiveDue', { templateId: 't', fields: { time: 'time1', tip: 'thing2' } }, order, 10)).toEqual({
      time1: { value: '2026-12-01 16:00' },
      thing2: { value: '明天将自动确认收货' },
    });
  });

  it('is never longer than WeChat takes, and never empty', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REMINDER_KINDS),
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
        fc.string(),
        (kind, names, number) => {
          const fields = { goods: 'thing1', number: 'character_string2', tip: 'thing3' };
          const sold = { ...order, items: names.map((name) => ({ name })), parcels: [{ company: 'shunfeng', number }] };
          const data = reminderData(kind, { templateId: 't', fields }, sold, 10);
          for (const key of ['thing1', 'thing3']) expect([...(data[key]?.value ?? '')].length).toBeLessThanOrEqual(20);
          expect(data['character_string2']?.value).toMatch(/^[\x20-\x7e]{1,32}$/);
        },
      ),
    );
  });
});
