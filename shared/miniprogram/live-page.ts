import { openLive, type LiveDatabase, type LiveList, type LiveOptions, type LiveState } from '../client/live.ts';

/** What is asked of a page with live lists. */
interface PageWithLists {
  setData(data: { readonly stale: boolean }): void;
}

interface Beat {
  readonly everyMs: number;
  readonly act: () => void;
  timer: ReturnType<typeof setInterval>;
}

/** What of one page goes on by itself, its live lists and its beats: still while it is hidden, fresh when it is shown again, gone with it. */
class LiveSlots {
  readonly #open = new Map<string, LiveList>();
  readonly #beats: Beat[] = [];
  #shown = true;
  #gone = false;
  readonly #database: LiveDatabase;
  readonly #page: PageWithLists;

  constructor(database: LiveDatabase, page: PageWithLists) {
    this.#database = database;
    this.#page = page;
  }

  /** Opens a live list under a name; an older one of that name is closed. Of a page that is gone nothing is opened. */
  open<Document extends { _id: string }>(name: string, options: Omit<LiveOptions<Document>, 'database'>): void {
    if (this.#gone) return;
    this.close(name);
    const list = openLive<Document>({ ...options, database: this.#database });
    this.#open.set(name, list);
    if (!this.#shown) list.pause();
  }

  close(name: string): void {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }

  /** Acts again and again while the page is shown. */
  every(everyMs: number, act: () => void): void {
    if (!this.#gone) this.#beats.push({ everyMs, act, timer: setInterval(act, everyMs) });
  }

  /** For `onState` of the list that a page is about: its `stale` says that the connection is gone while somebody looks. */
  readonly tellStale = (state: LiveState): void => {
    this.#page.setData({ stale: state === 'stale' && this.#shown });
  };

  pause(): void {
    this.#shown = false;
    for (const list of this.#open.values()) list.pause();
    for (const beat of this.#beats) clearInterval(beat.timer);
  }

  resume(): void {
    this.#shown = true;
    for (const list of this.#open.values()) list.resume();
    for (const beat of this.#beats) {
      clearInterval(beat.timer);
      beat.timer = setInterval(beat.act, beat.everyMs);
    }
  }

  end(): void {
    this.#gone = true;
    for (const name of [...this.#open.keys()]) this.close(name);
    for (const beat of this.#beats) clearInterval(beat.timer);
  }

  get shown(): boolean {
    return this.#shown;
  }
}

type LivePage = <Data extends WechatMiniprogram.Page.DataOption, Custom extends WechatMiniprogram.Page.CustomOption>(
  options: WechatMiniprogram.Page.Options<Data, Custom>,
) => void;

/** Pages with live lists over this end's database. */
export function livePages(database: LiveDatabase): { live: (page: PageWithLists) => LiveSlots; livePage: LivePage } {
  const slotsByPage = new WeakMap<object, LiveSlots>();

  /** What goes on by itself of a page made by {@link livePage}. */
  function live(page: PageWithLists): LiveSlots {
    const known = slotsByPage.get(page);
    if (known) return known;
    const made = new LiveSlots(database, page);
    slotsByPage.set(page, made);
    return made;
  }

  /** `Page` whose live lists and beats pause in `onHide`, resume in `onShow` and end in `onUnload`. */
  function livePage<Data extends WechatMiniprogram.Page.DataOption, Custom extends WechatMiniprogram.Page.CustomOption>(
    options: WechatMiniprogram.Page.Options<Data, Custom>,
  ): void {
    const { onShow, onHide, onUnload } = options as Partial<WechatMiniprogram.Page.ILifetime>;
    const wrapped: WechatMiniprogram.Page.Options<Data, Custom> = {
      ...options,
      onShow(this: PageWithLists) {
        live(this).resume();
        return onShow?.call(this as never);
      },
      onHide(this: PageWithLists) {
        live(this).pause();
        return onHide?.call(this as never);
      },
      onUnload(this: PageWithLists) {
        live(this).end();
        return onUnload?.call(this as never);
      },
    };
    Page(wrapped);
  }

  return { live, livePage };
}
