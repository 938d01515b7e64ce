import { openLive, type LiveDatabase, type LiveList, type LiveOptions } from '../client/live.ts';

/** The live lists of one page: closed while it is hidden, fresh when it is shown again, gone with it. */
class LiveSlots {
  readonly #open = new Map<string, LiveList>();
  #shown = true;
  readonly #database: LiveDatabase;

  constructor(database: LiveDatabase) {
    this.#database = database;
  }

  /** Opens a live list under a name; an older one of that name is closed. */
  open<Document extends { _id: string }>(name: string, options: Omit<LiveOptions<Document>, 'database'>): void {
    this.close(name);
    const list = openLive<Document>({ ...options, database: this.#database });
    this.#open.set(name, list);
    if (!this.#shown) list.pause();
  }

  close(name: string): void {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }

  pause(): void {
    this.#shown = false;
    for (const list of this.#open.values()) list.pause();
  }

  resume(): void {
    this.#shown = true;
    for (const list of this.#open.values()) list.resume();
  }

  closeAll(): void {
    for (const name of [...this.#open.keys()]) this.close(name);
  }

  get shown(): boolean {
    return this.#shown;
  }
}

type LivePage = <Data extends WechatMiniprogram.Page.DataOption, Custom extends WechatMiniprogram.Page.CustomOption>(
  options: WechatMiniprogram.Page.Options<Data, Custom>,
) => void;

/** Pages with live lists over this end's database. */
export function livePages(database: LiveDatabase): { live: (page: object) => LiveSlots; livePage: LivePage } {
  const slotsByPage = new WeakMap<object, LiveSlots>();

  /** The live lists of a page made by {@link livePage}. */
  function live(page: object): LiveSlots {
    const known = slotsByPage.get(page);
    if (known) return known;
    const made = new LiveSlots(database);
    slotsByPage.set(page, made);
    return made;
  }

  /** `Page` whose live lists pause in `onHide`, resume in `onShow` and end in `onUnload`. */
  function livePage<Data extends WechatMiniprogram.Page.DataOption, Custom extends WechatMiniprogram.Page.CustomOption>(
    options: WechatMiniprogram.Page.Options<Data, Custom>,
  ): void {
    const { onShow, onHide, onUnload } = options as Partial<WechatMiniprogram.Page.ILifetime>;
    const wrapped: WechatMiniprogram.Page.Options<Data, Custom> = {
      ...options,
      onShow(this: object) {
        live(this).resume();
        return onShow?.call(this as never);
      },
      onHide(this: object) {
        live(this).pause();
        return onHide?.call(this as never);
      },
      onUnload(this: object) {
        live(this).closeAll();
        return onUnload?.call(this as never);
      },
    };
    Page(wrapped);
  }

  return { live, livePage };
}
