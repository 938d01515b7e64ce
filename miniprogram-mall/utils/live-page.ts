import { livePages } from '@shop/shared/miniprogram/live-page.ts';
import { liveDatabase } from './cloud.ts';

export const { live, livePage } = livePages(liveDatabase);
