/** Where a picture of the shop is: web addresses as they are, `cloud://` files at their public domain (none locally), everything else at the page's origin. */
export function imageUrl(source: string): string {
  const cloudFile = /^cloud:\/\/[^.]+\.([^/]+)\/(.+)$/.exec(source);
  return cloudFile ? `https://${cloudFile[1] ?? ''}.tcb.qcloud.la/${cloudFile[2] ?? ''}` : source;
}
