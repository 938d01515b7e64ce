/** The numbers that go with an error's name where the SDK knows one (its `AuthErrorCode`: gRPC's status codes). */
const NUMBERS: Readonly<Record<string, number>> = {
  invalid_argument: 3,
  not_found: 5,
  already_exists: 6,
  permission_denied: 7,
  resource_exhausted: 8,
  failed_precondition: 9,
  unimplemented: 12,
  unauthenticated: 16,
};

/** A refusal of `/auth`: OAuth's `{error, error_description}`, and the number that the SDK sorts errors by. */
export class AuthError extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.name = 'AuthError';
    this.error = error;
    this.status = status;
  }

  get body(): Readonly<Record<string, unknown>> {
    const number = NUMBERS[this.error];
    return { error: this.error, error_description: this.message, ...(number === undefined ? {} : { error_code: number }) };
  }
}
