import { BUILT_IN_ROLES } from '@shop/shared/domain/permissions.ts';
import { describe, expect, it } from 'vitest';
import {
  caseActions,
  caseTimeline,
  failureText,
  readCaseTab,
  readCompensation,
  refundActions,
  refundStateText,
} from '../src/pages/after-sales/after-sale-view.ts';

const permissionsOf = (role: string): readonly string[] => BUILT_IN_ROLES.find((candidate) => candidate.name === role)?.permissions ?? [];
const nothing = { approve: false, reject: false, receive: false, refundNow: false, closeReturn: false };

describe('what may be done with a case', () => {
  it('offers a clerk to decide on a new one, and to refund it at once', () => {
    expect(caseActions({ status: 'applied', type: 'return_goods' }, permissionsOf('order'))).toEqual({
      approve: true,
      reject: true,
      receive: false,
      refundNow: true,
      closeReturn: false,
    });
  });

  it('lets the order desk end a return that the customer does not send, not one that is on its way', () => {
    expect(caseActions({ status: 'returning', type: 'return_goods' }, permissionsOf('order'))).toMatchObject({ closeReturn: true });
    expect(caseActions({ status: 'returned', type: 'return_goods' }, permissionsOf('order'))).toMatchObject({ closeReturn: false });
  });

  it('lets the warehouse receive what comes back and nothing else', () => {
    expect(caseActions({ status: 'returned', type: 'return_goods' }, permissionsOf('warehouse'))).toEqual({ ...nothing, receive: true });
    expect(caseActions({ status: 'applied', type: 'return_goods' }, permissionsOf('warehouse'))).toEqual(nothing);
  });

  it.each(['refunding', 'refunded', 'rejected', 'withdrawn', 'closed'] as const)('offers nobody anything once it is %s', (status) => {
    expect(caseActions({ status, type: 'refund_only' }, permissionsOf('super'))).toEqual(nothing);
  });
});

describe('a failed refund', () => {
  it('is not sent again where the money is on its way or never came through WeChat', () => {
    const who = permissionsOf('order');
    expect(refundActions({ status: 'manual', failure: 'closed' }, who)).toEqual({ retry: true, markManual: true });
    expect(refundActions({ status: 'manual', failure: 'stuck' }, who)).toEqual({ retry: false, markManual: true });
    expect(refundActions({ status: 'manual', failure: 'offline' }, who)).toEqual({ retry: false, markManual: true });
    expect(refundActions({ status: 'processing' }, who)).toEqual({ retry: false, markManual: false });
    expect(refundActions({ status: 'manual', failure: 'closed' }, permissionsOf('warehouse'))).toEqual({ retry: false, markManual: false });
  });

  it('says why, with the code of WeChat', () => {
    expect(failureText({ failure: 'refused', failureCode: 'NOTENOUGH' })).toContain('（NOTENOUGH）');
    expect(refundStateText({ status: 'success', byHand: { operator: 'a', remark: '', at: new Date(0) } })).toBe('已线下退款');
  });
});

describe('an agreed amount', () => {
  it('is the whole when it is left out or is the most', () => {
    expect(readCompensation('', 500)).toEqual({ ok: true, amount: null });
    expect(readCompensation('5.00', 500)).toEqual({ ok: true, amount: null });
    expect(readCompensation('￥３', 500)).toEqual({ ok: true, amount: 300 });
  });

  it.each(['5.01', '0', '-1', '1.005', '一元'])('refuses %s', (text) => {
    expect(readCompensation(text, 500).ok).toBe(false);
  });
});

it('tells what happened newest first, and of one instant as it was written', () => {
  const at = new Date('2026-11-20T04:00:00Z');
  const step = { operator: 'x', remark: '', at };
  const entries = caseTimeline([
    { ...step, event: 'apply', to: 'applied', operatorType: 'customer' },
    { ...step, event: 'approve_refund', to: 'refunding', operatorType: 'staff' },
    { ...step, event: 'settle', to: 'refunded', operatorType: 'system' },
  ]);
  expect(entries.map((entry) => entry.title)).toEqual(['退款到账', '同意退款', '提交申请']);
});

it('opens the list of everything for an unknown tab', () => {
  expect(readCaseTab('nonsense')).toBe('all');
});
