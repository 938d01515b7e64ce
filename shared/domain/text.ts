/** Line feeds and tabs are text; other controls, half characters, and marks that turn the direction of what follows or show nothing are not. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff\ufff9-\ufffb]/gu;

/**
 * What somebody typed or pasted as people see it. Pasted telephone numbers and names often carry such marks; and with one of them in it an address would read backwards on the
 * packer's screen.
 */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNSEEN, '');
}
