import type { HostBackend } from './backend.ts';
import type { Definitions } from './definitions.ts';
import type { ModuleLoader } from './modules.ts';
import type { Program } from './program.ts';

/** Brings a page and every component it may show into the component space, each when first needed. */
export class UnitLoader {
  readonly #program: Program;
  readonly #modules: ModuleLoader;
  readonly #definitions: Definitions;
  readonly #backend: HostBackend;
  readonly #done = new Set<string>();

  constructor(program: Program, modules: ModuleLoader, definitions: Definitions, backend: HostBackend) {
    this.#program = program;
    this.#modules = modules;
    this.#definitions = definitions;
    this.#backend = backend;
  }

  /** Throws what the unit's script throws; its components come first, so that a component's fault is named by its own file. */
  load(path: string): void {
    if (this.#done.has(path)) return;
    this.#done.add(path);
    const unit = this.#program.units[path];
    if (unit === undefined) throw new Error(`${path} is neither a page nor a component of the package`);
    for (const target of this.#neededBy(path)) this.load(target);
    try {
      this.#definitions.defining(path, () => void this.#modules.load(`${path}.js`));
    } catch (error) {
      this.#done.delete(path);
      throw error;
    }
    this.#definitions.registerSheet(path, this.#backend);
  }

  #neededBy(path: string): readonly string[] {
    const unit = this.#program.units[path];
    const generics = unit?.config['componentGenerics'];
    const defaults =
      typeof generics === 'object' && generics !== null
        ? Object.values(generics).flatMap((one: unknown) =>
            typeof one === 'object' && one !== null && 'default' in one ? [String(one.default)] : [],
          )
        : [];
    return [...Object.values(unit?.using ?? {}), ...defaults.map((name) => new URL(name, `file:///${path}`).pathname.slice(1))];
  }
}
