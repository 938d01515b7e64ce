/** Numeric codes of the mini-program's SDK for the cloud's textual ones; spellings are the SDK's. */
const NUMBERS: Readonly<Record<string, number>> = {
  SYS_ERR: -501001,
  SERVER_TIMEOUT: -501002,
  EXCEED_REQUEST_LIMIT: -501003,
  EXCEED_CONCURRENT_REQUEST_LIMIT: -501004,
  INVALIID_ENV: -501005,
  INVALID_ENV: -501005,
  INVALID_COMMON_PARAM: -501006,
  INVALID_PARAM: -501007,
  INVALID_REQUEST_SOURCE: -501008,
  RESOURCE_NOT_INITIAL: -501009,
  DATABASE_REQUEST_FAILED: -502001,
  DATABASE_INVALID_OPERRATOR: -502002,
  DATABASE_PERMISSION_DENIED: -502003,
  DATABASE_COLLECTION_EXCEED_LIMIT: -502004,
  DATABASE_COLLECTION_NOT_EXIST: -502005,
  STORAGE_REQUEST_FAIL: -503001,
  STORAGE_EXCEED_AUTHORITY: -503002,
  STORAGE_FILE_NONEXIST: -503003,
  STORAGE_SIGN_PARAM_INVALID: -503004,
  FUNCTIONS_REQUEST_FAIL: -504001,
  FUNCTIONS_EXECUTE_FAIL: -504002,
  FUNCTION_TIME_LIMIT_EXCEEDED: -504003,
  EXCEED_MAX_PAYLOAD_SIZE: -501007,
  ACCESS_TOKEN_EXPIRED: -501008,
  CHECK_LOGIN_FAILED: -501008,
  EXCEED_MAX_RESPONSE_SIZE: -602001,
  FUNCTION_NOT_FOUND: -501000,
  FUNCTIONS_NOT_FOUND: -501000,
  NETWORK: -601003,
};

const FUNCTION_RESULT_TOO_LARGE = -604001;

const WORDS: Readonly<Record<number, string>> = {
  [-502001]: 'database request fail',
  [-502002]: 'database invalid operator',
  [-502003]: 'database permission denied',
  [-502005]: 'database collection not exists',
  [-503002]: 'storage permission denied',
  [-503003]: 'storage file not exists',
  [-504001]: 'functions request fail',
  [-504002]: 'functions execute fail',
  [-504003]: 'function execution timed out',
  [-601003]: 'system network error',
  [-602001]: 'database query size exceed 1MB limit',
  [-604001]: 'function result size exceed 1MB limit',
};

/** The cloud refused, or could not be reached. */
export class CloudFailure extends Error {
  readonly code: string;
  readonly requestId: string;
  /** Did a function's call fail? One code has two numbers. */
  readonly ofFunction: boolean;

  constructor(code: string, message: string, requestId = '', ofFunction = false) {
    super(message);
    this.name = 'CloudFailure';
    this.code = code;
    this.requestId = requestId;
    this.ofFunction = ofFunction;
  }

  get errCode(): number {
    if (this.code === 'EXCEED_MAX_RESPONSE_SIZE' && this.ofFunction) return FUNCTION_RESULT_TOO_LARGE;
    return NUMBERS[this.code] ?? -501001;
  }

  /** The sentence WeChat puts after `cloud.callFunction:fail`. */
  describe(): string {
    const words = WORDS[this.errCode];
    // The cloud's database messages begin with the same words.
    const message = words !== undefined && this.message.startsWith(`${words} | `) ? this.message.slice(words.length + 3) : this.message;
    return `errCode: ${this.errCode}${words === undefined ? '' : ` ${words}`} | errMsg: ${message}`;
  }
}

function field(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : undefined;
}

/** Reads a refusal from an answer's body: `{code, message, requestId}`, or OAuth's `{error, error_description}`. */
export function failureFrom(body: unknown, status: number, requestId: string, ofFunction = false): CloudFailure {
  const code = field(body, 'code') ?? field(body, 'error') ?? 'SYS_ERR';
  const message = field(body, 'message') ?? field(body, 'error_description') ?? `the cloud answered with status ${status}`;
  return new CloudFailure(code, message, field(body, 'requestId') ?? field(body, 'request_id') ?? requestId, ofFunction);
}
