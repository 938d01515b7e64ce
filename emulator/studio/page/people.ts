import type { Person } from '../../types.ts';
import { memory } from './dom.ts';

const NEWCOMER = '+';
const STRANGER = /^o-visitor-[a-z0-9]{4}$/;

function strangerName(openid: string): string {
  return `访客 ${openid.slice(-4)}`;
}

/** Who may hold the phone of one mini-program: the people the project names, and newcomers nobody has seen before. */
export class People {
  readonly #app: string;
  readonly #known: readonly Person[];
  #strangers: readonly Person[] = [];
  #current: string;

  constructor(app: string, identities: readonly Person[]) {
    this.#app = app;
    this.#known = identities.filter((person) => person.app === app);
    const kept = memory.read(`person:${app}`) ?? '';
    if (STRANGER.test(kept)) this.#strangers = [{ openid: kept, name: strangerName(kept), app }];
    this.#current = this.all.find(({ openid }) => openid === kept)?.openid ?? this.#known[0]?.openid ?? this.#newcomer();
  }

  get all(): readonly Person[] {
    return [...this.#known, ...this.#strangers];
  }

  get current(): string {
    return this.#current;
  }

  /** The choices of the switch, with its last one: someone new. */
  get options(): readonly { readonly value: string; readonly label: string }[] {
    return [...this.all.map(({ openid, name }) => ({ value: openid, label: name })), { value: NEWCOMER, label: '＋ 新访客' }];
  }

  choose(value: string): void {
    this.#current = value === NEWCOMER ? this.#newcomer() : value;
    memory.write(`person:${this.#app}`, this.#current);
  }

  #newcomer(): string {
    const openid = `o-visitor-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`;
    this.#strangers = [...this.#strangers, { openid, name: strangerName(openid), app: this.#app }];
    return openid;
  }
}
