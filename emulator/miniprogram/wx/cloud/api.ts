import { asyncApi, ApiFailure, type ApiFunction, type Options } from '../call.ts';
import { CloudFailure } from './failure.ts';

/**
 * A cloud call with WeChat's convention: callbacks or a promise, failures with `errCode` and `errMsg`. `check` runs first and refuses what an
 * uninitialised or foreign environment would be refused for.
 */
export function cloudApi(name: string, context: { check(): void }, run: (options: Options) => Promise<Options>): ApiFunction {
  return asyncApi(name, async (options) => {
    try {
      context.check();
      return await run(options);
    } catch (error) {
      throw asFailure(error);
    }
  });
}

function asFailure(error: unknown): unknown {
  if (error instanceof CloudFailure) {
    const prefix = error.code === 'DOCUMENT_NOT_FOUND' ? error.message : `Error: ${error.describe()}`;
    return new ApiFailure(prefix, { errCode: error.code === 'DOCUMENT_NOT_FOUND' ? -1 : error.errCode, requestID: error.requestId });
  }
  // A query that cannot be encoded is the caller's mistake, not a fault of the host.
  if (error instanceof Error && !(error instanceof TypeError) && !(error instanceof ApiFailure))
    return new ApiFailure(error.message, { errCode: -1 });
  return error;
}
