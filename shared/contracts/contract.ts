import * as z from 'zod';
import { MAX_FEN } from '../domain/money.ts';
import { MOBILE_NUMBER } from '../domain/phone.ts';
import { MOST_PIECES } from '../domain/stock.ts';
import { visibleText } from '../domain/text.ts';

/** A function's wire contract: what it takes, what it answers. Types are inferred, the OpenAPI document is generated. */
export interface Contract<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly input: Input;
  readonly output: Output;
}

export function contract<Input extends z.ZodType, Output extends z.ZodType>(
  name: string,
  input: Input,
  output: Output,
): Contract<Input, Output> {
  return { name, input, output };
}

export type InputOf<C extends Contract> = z.input<C['input']>;
export type ParsedInputOf<C extends Contract> = z.output<C['input']>;
export type OutputOf<C extends Contract> = z.output<C['output']>;

/** Every call resolves to this. The field is not called `code`: js-sdk takes an answer with a truthy `code` for a transport error. */
export interface Reply<Data> {
  readonly status: number;
  readonly message: string;
  readonly data: Data | null;
  readonly timestamp: number;
  readonly requestId: string;
  readonly reason?: string;
}

/** Ids are 1–64 characters that need no escaping anywhere, names of fields included: generated, or readable ones of the demo shop. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .refine((name) => name !== '__proto__');
/** The caller's idempotency key: the same one twice means the same act. */
export const requestId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const pieces = z.number().int().min(1).max(MOST_PIECES);
export const fenAmount = z.number().int().min(0).max(MAX_FEN);
/** What costs or pays something. */
export const fenPrice = fenAmount.min(1);
/** What people type: kept as it is seen, without blanks around it. */
export const text = (): z.ZodString => z.string().overwrite(visibleText).trim();
export const remark = text().max(200);
export const phone = z.string().regex(MOBILE_NUMBER);
export const shortText = (max: number): z.ZodString => text().min(1).max(max);
