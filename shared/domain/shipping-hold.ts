/** As much of an order as shipping asks for. */
interface Held {
  readonly openCases?: readonly unknown[];
  readonly group?: { readonly state: string };
}

/**
 * Why a paid order is not to be shipped as it is: somebody asked for money back for goods of it (the others may go), or its group buy is not complete yet and everything may go
 * back. Null when it may go.
 */
export function shippingHold({ openCases = [], group }: Held): 'claimed' | 'forming' | null {
  if (group?.state === 'forming') return 'forming';
  return openCases.length > 0 ? 'claimed' : null;
}
