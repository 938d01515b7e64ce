import type { DatabaseErrorShape } from './types.ts';

const HELP = 'Please check your request, but if the problem persists, contact us.';

/** A refusal of the store, with the cloud's own code. */
export class DatabaseError extends Error implements DatabaseErrorShape {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** What MongoDB refuses while it runs a query or an update. */
export function failed(message: string): DatabaseError {
  return new DatabaseError('DATABASE_REQUEST_FAILED', message);
}

/** An operator that does not exist, or that this store does not know. The cloud spells its code so. */
export function unknownOperator(message: string): DatabaseError {
  return new DatabaseError('DATABASE_INVALID_OPERRATOR', message);
}

export function missingCollection(name: string): DatabaseError {
  return new DatabaseError(
    'DATABASE_COLLECTION_NOT_EXIST',
    `database collection not exists | [ResourceNotFound] Db or Table not exist: ${name}. ${HELP}`,
  );
}

export function duplicateKey(collection: string, index: string, key: string): DatabaseError {
  return new DatabaseError(
    'DATABASE_DUPLICATE_WRITE',
    `E11000 duplicate key error collection: ${collection} index: ${index} dup key: ${key}`,
  );
}

export function conflict(): DatabaseError {
  return new DatabaseError(
    'DATABASE_TRANSACTION_CONFLICT',
    `[ResourceUnavailable.TransactionConflict] Transaction is conflict, maybe resource operated by others. ${HELP}`,
  );
}

export function transactionGone(reason: string): DatabaseError {
  return new DatabaseError(
    'DATABASE_TRANSACTION_FAIL',
    `[ResourceUnavailable.TransactionNotExist] Transaction does not exist: ${reason}. ${HELP}`,
  );
}
