import { config } from '../config.ts';

/** Address of a picture: the shop's own ones (`/assets/…`) lie at the static hosting. */
export function asset(path: string | undefined): string {
  if (path === undefined || path === '') return '';
  return path.startsWith('/assets/') ? config.assetBase + path : path;
}
