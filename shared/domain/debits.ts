/** The `_id` of the row in `balanceLogs` of an order that was paid from the balance: order and try, so that the same try is never booked twice. */
export function debitRowId({ orderId, attempt }: { readonly orderId: string; readonly attempt: string }): string {
  return `${orderId}.pay.${attempt}`;
}
