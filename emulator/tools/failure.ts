import { CloudError, refusalOf, statusOf } from '../gateway/failure.ts';
import { DatasetError } from './dataset.ts';
import { SyntaxProblem } from './relaxed.ts';

/** A refusal of the data tools. `details` are said beside code and message. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface ToolAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What whoever asked is told about an error: what he typed wrong with its line, what the database refused with the cloud's own code. */
export function answerTo(error: unknown): ToolAnswer {
  if (error instanceof ToolError) return { status: error.status, body: { code: error.code, message: error.message, ...error.details } };
  if (error instanceof SyntaxProblem) {
    const { message, code: problem, line, column, found } = error;
    return { status: 400, body: { code: 'SYNTAX', message, problem, line, column, found } };
  }
  if (error instanceof DatasetError)
    return { status: 400, body: { code: 'DATASET', message: error.message, problem: error.code, line: error.line } };
  const { code, message } = refusalOf(error);
  // What MongoDB refuses while it runs a query is the asker's doing here.
  return { status: code === 'DATABASE_REQUEST_FAILED' ? 400 : statusOf(code), body: { code, message } };
}

export function invalid(message: string): CloudError {
  return new CloudError('INVALID_PARAM', message);
}
