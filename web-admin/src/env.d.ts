/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The CloudBase environment; the local one when it is not set. */
  readonly VITE_ENV_ID?: string;
  /** Where the HTTP access service answers (`https://…`); the page's own origin when it is not set. */
  readonly VITE_HTTP_BASE?: string;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
