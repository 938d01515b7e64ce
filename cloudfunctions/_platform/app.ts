import tcb from '@cloudbase/node-sdk';

/**
 * The one SDK instance of a function process, made at load so that a warm process pays for it once. Connections are kept
 * open: an order takes about ten small requests, and a handshake costs more than most of them.
 */
export const app = tcb.init({ env: tcb.SYMBOL_CURRENT_ENV, keepalive: true, timeout: 15_000 });
