import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureOwner, picturePath } from './pictures.ts';

const word = fc.stringMatching(/^[\w-]{1,40}$/);

describe('a customer’s picture', () => {
  it('lies in his folder, whatever it was called on his phone', () => {
    fc.assert(
      fc.property(word, fc.constantFrom('avatar', 'after-sale'), word, fc.string(), (openid, kind, name, local) => {
        expect(pictureOwner(`cloud://shop-1.7368-shop-1/${picturePath(openid, kind, name, local)}`)).toBe(openid);
      }),
    );
  });

  it('keeps the kind of its file', () => {
    expect(picturePath('o-1', 'after-sale', 'x', 'http://tmp/IMG_1.JPEG')).toBe('members/o-1/after-sale-x.jpeg');
    expect(picturePath('o-1', 'avatar', 'x', 'wxfile://tmp')).toBe('members/o-1/avatar-x.png');
  });

  it('is nothing else', () => {
    for (const id of [
      'https://a/members/o/x.jpg',
      'cloud://e/members/o/x.svg',
      'cloud://e/members/o/../o2/x.jpg',
      'cloud://e/public/x.jpg',
      'cloud://e/members/o/a/x.jpg',
    ])
      expect(pictureOwner(id)).toBeNull();
  });
});
