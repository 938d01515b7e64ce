/** A refusal of the cloud: its own code, and a message that says why. Every route turns it into the shape its client reads. */
export class CloudError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CloudError';
    this.code = code;
  }
}

/** Status of the REST routes for a code (HTTP data API's error table). What is not listed is a fault of the server: 500. */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_PARAM: 400,
  INVALID_ENV: 400,
  INVALIID_ENV: 400,
  INVALID_REQUEST_SOURCE: 403,
  CHECK_LOGIN_FAILED: 401,
  ACCESS_TOKEN_EXPIRED: 401,
  SIGN_PARAM_INVALID: 401,
  DATABASE_PERMISSION_DENIED: 401,
  DATABASE_INVALID_OPERRATOR: 403,
  DATABASE_COLLECTION_NOT_EXIST: 404,
  DOCUMENT_NOT_FOUND: 404,
  STORAGE_EXCEED_AUTHORITY: 403,
  EXCEED_AUTHORITY: 403,
  PERMISSION_DENIED: 403,
  STORAGE_FILE_NONEXIST: 404,
  FUNCTION_NOT_FOUND: 404,
  FUNCTIONS_NOT_FOUND: 404,
  DATABASE_COLLECTION_ALREADY_EXIST: 409,
  DATABASE_DUPLICATE_WRITE: 409,
  EXCEED_MAX_PAYLOAD_SIZE: 413,
  EXCEED_REQUEST_LIMIT: 422,
  EXCEED_CONCURRENT_REQUEST_LIMIT: 422,
  DATABASE_TRANSACTION_CONFLICT: 503,
  DATABASE_TRANSACTION_FAIL: 503,
  DATABASE_TIMEOUT: 504,
};

export function statusOf(code: string): number {
  return STATUS[code] ?? 500;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What a client is told about an error. A fault of ours is `SYS_ERR`, and goes to the log with its stack. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z_]+$/.test(error.code)) {
    if (error instanceof CloudError || !/^E[A-Z]+$/.test(error.code))
      return { code: error.code, message: messageFor(error.code, error.message) };
  }
  console.error('gateway: unexpected fault', error);
  return { code: 'SYS_ERR', message: error instanceof Error ? `system error: ${error.message}` : 'system error' };
}

/** Transaction conflicts are recognised by their text where an SDK loses the code; the text is the cloud's. */
function messageFor(code: string, message: string): string {
  if (code === 'DATABASE_TRANSACTION_CONFLICT' && !message.includes('TransactionConflict')) {
    return `[ResourceUnavailable.TransactionConflict] Transaction is conflict, maybe resource operated by others. ${message}`;
  }
  return message;
}
