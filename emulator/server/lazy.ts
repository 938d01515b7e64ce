import type { Service } from '../types.ts';

/** A part that is loaded when the first request under one of its paths comes: its memory is spared where nobody asks for it. */
export function lazyService(paths: readonly string[], load: () => Promise<Service>): Service {
  let loading: Promise<Service> | null = null;
  const isOwn = (path: string): boolean => paths.some((base) => path === base || path.startsWith(`${base}/`));
  return {
    async handle(request, response, url) {
      if (!isOwn(url.pathname)) return false;
      loading ??= load();
      return (await loading).handle(request, response, url);
    },
    async close() {
      await (await loading?.catch(() => null))?.close();
    },
  };
}
