import type { Violation } from '../domain/audit/violation.ts';

/** One audit of the whole shop, made in portions. */
export interface AuditRunDocument {
  _id: string;
  status: 'running' | 'done';
  startTime: Date;
  endTime: Date | null;
  updateTime: Date;
  /** Where it goes on: the book, and the last `_id` of it that was looked at. */
  part: number;
  after: string;
  /** How many documents of each book were looked at. */
  counts: Record<string, number>;
  /** All that were found; the first 500 by name. */
  found: number;
  violations: Violation[];
  /** Whoever works on it now, and until when nobody else does. */
  attempt: string;
  leaseUntil: Date;
}
