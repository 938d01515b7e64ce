/** Where this build of the console talks to. Both come from the build's environment; the defaults are the local CloudBase. */
export const ENV_ID: string = import.meta.env.VITE_ENV_ID || 'shop-local';

/** True when CloudBase runs on the page's own origin instead of in the cloud. */
export const IS_LOCAL: boolean = ENV_ID === 'shop-local';

/** Base of the HTTP access service, without a slash at its end. Empty: the page's own origin. */
export const HTTP_BASE: string = (import.meta.env.VITE_HTTP_BASE ?? '').replace(/\/+$/, '');
