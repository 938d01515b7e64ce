import { randomBytes, randomInt } from 'node:crypto';
import type { SignType } from './signature.ts';

/** An order of the merchant's. Times are ms of the emulator's clock, amounts fen. */
export interface PayOrder {
  readonly outTradeNo: string;
  readonly prepayId: string;
  readonly prepaidAt: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly openid: string;
  readonly body: string;
  readonly attach: string;
  readonly totalFee: number;
  readonly tradeType: string;
  readonly notifyUrl: string;
  readonly signType: SignType;
  /** Everything the order was made with: the same number with anything else is refused. */
  readonly fingerprint: string;
  readonly closed: boolean;
  readonly paid: { readonly transactionId: string; readonly at: number } | null;
}

export interface Refund {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly refundFee: number;
  readonly description: string;
  readonly notifyUrl: string;
  readonly createdAt: number;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'CHANGE' | 'REFUNDCLOSE';
  readonly finishedAt: number | null;
}

/** One notice that is to reach the merchant; `attempts` counts the tries made. */
export interface Notice {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly subject: string;
  readonly attempts: number;
  readonly nextAt: number;
  readonly state: 'pending' | 'done' | 'given-up';
}

export const PREPAY_LIFE_MS = 2 * 60 * 60_000;
const BEIJING_MS = 8 * 60 * 60_000;

/** `yyyyMMddHHmmss` in Beijing, whatever this machine's zone. */
export function stamp(time: number): string {
  return new Date(time + BEIJING_MS).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** `yyyy-MM-dd HH:mm:ss` in Beijing. */
export function readableStamp(time: number): string {
  return new Date(time + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Reads `yyyyMMddHHmmss` of Beijing; null for what is no such time. */
export function parseStamp(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second) - BEIJING_MS;
  return stamp(time) === text ? time : null;
}

export function nonce(): string {
  return randomBytes(16).toString('hex');
}

function digits(count: number): string {
  return Array.from({ length: count }, () => randomInt(10)).join('');
}

export function newPrepayId(now: number): string {
  return `wx${stamp(now)}${randomBytes(9).toString('hex')}0000`;
}

/** 28 digits, as WeChat's. */
export function newTransactionId(now: number): string {
  return `4200${digits(6)}${stamp(now).slice(0, 8)}${digits(10)}`;
}

export function newRefundId(now: number): string {
  return `5030${digits(6)}${stamp(now).slice(0, 8)}${digits(11)}`;
}

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

export function tradeState(order: PayOrder, refunds: readonly Refund[], now: number): TradeState {
  if (order.paid) return refunds.length > 0 ? 'REFUND' : 'SUCCESS';
  return order.closed || now >= order.expiresAt ? 'CLOSED' : 'NOTPAY';
}
