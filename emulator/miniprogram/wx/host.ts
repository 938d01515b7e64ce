/** What `wx` needs from the page it runs in. The host implements it; nothing in this folder reaches for a global of the host's. */
export interface WxHost {
  readonly appid: string;
  /** Name of the mini-program: the title of an untitled modal's sheet, the payee's fallback name. */
  readonly title: string;
  readonly envId: string;
  /** Where the emulator answers, without a trailing slash. Same origin as the page. */
  readonly origin: string;
  /** Who is using the phone now. */
  openid(): string;
  /** The phone frame: overlays are drawn in it, above page, navigation bar and tab bar. Must be positioned. */
  readonly frame: HTMLElement;
}
