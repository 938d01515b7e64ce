import type { Fields } from './signature.ts';

/** What one interface of the merchant's answers: its own fields, or the code and the text of a refusal. */
export type Answer = { readonly ok: true; readonly fields: Fields } | { readonly ok: false; readonly code: string; readonly text: string };

export function done(fields: Readonly<Record<string, string | number | undefined>>): Answer {
  return {
    ok: true,
    fields: Object.fromEntries(
      Object.entries(fields).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])),
    ),
  };
}

export function refuse(code: string, text: string): Answer {
  return { ok: false, code, text };
}

export interface FieldRule {
  readonly name: string;
  readonly required?: boolean;
  readonly longest: number;
  readonly shape?: RegExp;
}

/** The first thing that is wrong with a request's fields, or null. Lengths are in characters, as the documents count them. */
export function faultOf(fields: Fields, rules: readonly FieldRule[]): Answer | null {
  for (const { name, required, longest, shape } of rules) {
    const value = fields[name] ?? '';
    if (value === '') {
      if (required) return refuse('LACK_PARAMS', `缺少参数${name}`);
      continue;
    }
    if ([...value].length > longest) return refuse('PARAM_ERROR', `参数${name}长度超过${longest}`);
    if (shape && !shape.test(value)) return refuse('PARAM_ERROR', `参数${name}格式有误`);
  }
  return null;
}

export const POSITIVE = /^[1-9]\d{0,9}$/;
export const TRADE_NUMBER = /^[A-Za-z0-9_\-|*]{6,32}$/;
export const REFUND_NUMBER = /^[A-Za-z0-9_\-|*@]{1,64}$/;
