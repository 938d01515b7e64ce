import { REASONS, type Reason } from '@shop/shared/contracts/reasons.ts';

/** A refusal is a value: something the user can cause and must be told. Faults are exceptions. */
export interface Refusal {
  readonly ok: false;
  readonly reason: Reason;
  readonly message: string;
}

export interface Done<Data> {
  readonly ok: true;
  readonly data: Data;
}

export type Result<Data> = Done<Data> | Refusal;

export function done<Data>(data: Data): Done<Data> {
  return { ok: true, data };
}

/** A refusal with the reason's own message, or a more telling one. */
export function refuse(reason: Reason, message: string = REASONS[reason].message): Refusal {
  return { ok: false, reason, message };
}
