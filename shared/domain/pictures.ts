/** What customers may upload: as `emulator.storage.uploads` of cloudbaserc.json says, and as functions check again, because the cloud's own rules know neither sizes nor types. */
export const PICTURE_TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp'];
export const PICTURE_MAX_BYTES = 5 * 1024 * 1024;

const PICTURE = /^cloud:\/\/[A-Za-z0-9][\w.-]*\/members\/([\w-]+)\/[\w-]+\.(?:jpg|jpeg|png|webp)$/;

/** Whose folder a picture's file id names; null when it is no customer's picture. */
export function pictureOwner(fileId: string): string | null {
  return PICTURE.exec(fileId)?.[1] ?? null;
}

/** Where a customer's picture goes. Avatars are shown to everybody, other pictures to him and to staff. `name` is letters, digits, dashes. */
export function picturePath(openid: string, kind: 'avatar' | 'after-sale', name: string, localPath: string): string {
  const suffix = /\.(png|jpe?g|webp)$/i.exec(localPath)?.[1]?.toLowerCase() ?? 'png';
  return `members/${openid}/${kind}-${name}.${suffix}`;
}
