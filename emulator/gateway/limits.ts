/** Limits of the platform, in documents or bytes (PLATFORM 1.1, 2, 4.1). */
export const SERVER_READ_DEFAULT = 100;
export const SERVER_READ_MAX = 1000;
export const MINI_READ_MAX = 20;
export const AGGREGATE_DEFAULT = 20;
export const WATCH_MAX_DOCUMENTS = 5000;

export const CLIENT_WRITE_BYTES = 512 * 1024;
export const CLIENT_READ_BYTES = 1024 * 1024;
export const CLIENT_AGGREGATE_BYTES = 5 * 1024 * 1024;
export const SERVER_REQUEST_BYTES = 6 * 1024 * 1024;
export const SERVER_READ_BYTES = 50 * 1024 * 1024;
export const CALL_PAYLOAD_BYTES = 100 * 1024;
export const CALL_RESULT_BYTES = 1024 * 1024;
