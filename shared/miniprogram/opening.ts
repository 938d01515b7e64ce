import { messageOf } from './ask.ts';

/** A page that says what went wrong instead of showing something: `phase: 'error'`, and why in words. */
export interface OpeningPage {
  setData(data: { readonly phase: 'error'; readonly error: string }): void;
}

/**
 * Gets what a page cannot do without. True when it is there; else the page shows why not, unless `turnedAway` says that the person was led
 * elsewhere.
 */
export async function opens(
  page: OpeningPage,
  get: () => Promise<unknown>,
  turnedAway: (error: unknown) => boolean = () => false,
): Promise<boolean> {
  try {
    await get();
    return true;
  } catch (error) {
    if (!turnedAway(error)) page.setData({ phase: 'error', error: messageOf(error) });
    return false;
  }
}
