import { constants, createHash, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { AuthError } from './errors.ts';

const BLOCK = 256;

/** PKCS #1 v1.5: 00 02, at least eight signs other than 00, 00, the text. */
function unpadded(block: Buffer): Buffer {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new AuthError('invalid_argument', 'what was encrypted cannot be read');
  return block.subarray(end + 1);
}

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
  readonly thumbprint: string;
}

/** The key that the SDK encrypts a password with before it leaves the page (`is_encrypt`, `modifyPassword`). */
export class SignInKey {
  #pair: Pair | undefined;

  /** What `/v2/signin/publichkey` answers. */
  published(): { readonly public_key: string; readonly public_key_thumbprint: string } {
    const { publicPem, thumbprint } = this.#key();
    return { public_key: publicPem, public_key_thumbprint: thumbprint };
  }

  /** The text. Refuses one that was encrypted with another key. */
  read(encrypted: unknown, thumbprint: unknown): string {
    const key = this.#key();
    if (thumbprint !== key.thumbprint) throw new AuthError('invalid_argument', 'public_key_thumbprint is not that of the current key');
    const bytes = Buffer.from(typeof encrypted === 'string' ? encrypted : '', 'base64');
    if (bytes.length === 0) throw new AuthError('invalid_argument', 'nothing was encrypted');
    // The SDK leaves out leading zero bytes of a block that stands alone.
    const whole = bytes.length < BLOCK ? Buffer.concat([Buffer.alloc(BLOCK - bytes.length), bytes]) : bytes;
    if (whole.length % BLOCK !== 0) throw new AuthError('invalid_argument', 'what was encrypted is cut off');
    const parts: Buffer[] = [];
    for (let at = 0; at < whole.length; at += BLOCK) {
      // Node refuses this padding because of an attack by timing, which needs an attacker on this machine.
      parts.push(unpadded(privateDecrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, whole.subarray(at, at + BLOCK))));
    }
    return Buffer.concat(parts).toString('utf8');
  }

  #key(): Pair {
    if (this.#pair === undefined) {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: BLOCK * 8 });
      const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      this.#pair = { privateKey, publicPem, thumbprint: createHash('sha256').update(publicPem).digest('base64url') };
    }
    return this.#pair;
  }
}
