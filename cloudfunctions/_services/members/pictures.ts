import { PICTURE_MAX_BYTES, PICTURE_TYPES, pictureOwner } from '@shop/shared/domain/pictures.ts';
import { storedFiles } from '../../_platform/files.ts';
import { refuse, type Refusal } from '../../_platform/result.ts';

/** Why these files are not pictures that this customer has uploaded (PICTURE_REFUSED); null when they are. */
export async function unfitPictures(fileIds: readonly string[], openid: string): Promise<Refusal | null> {
  if (fileIds.some((fileId) => pictureOwner(fileId) !== openid)) return refuse('PICTURE_REFUSED');
  const files = await storedFiles(fileIds);
  const fit = files.every((file) => file !== null && PICTURE_TYPES.includes(file.type) && file.bytes <= PICTURE_MAX_BYTES);
  return fit ? null : refuse('PICTURE_REFUSED');
}
