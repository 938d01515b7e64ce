import type * as glassEasel from 'glass-easel';
import { MiniProgramEnv, type CodeSpace } from 'glass-easel-miniprogram-adapter';
import { HOST_MARK, SCOPE_MARK } from '../units.ts';
import type { HostBackend } from './backend.ts';
import { listenWrapper } from './events.ts';
import { componentOf } from './internals.ts';
import { isObject, type Program, type ProgramUnit } from './program.ts';

type Definition = Record<string, unknown>;

/** Style isolation: the JSON file first, then the script's options. A page shares its styles with the components that ask for them. */
function isolationOf(unit: ProgramUnit, definition: Definition): string | undefined {
  if (typeof unit.config['styleIsolation'] === 'string') return unit.config['styleIsolation'];
  if (unit.kind === 'page') return 'shared';
  const options = isObject(definition['options']) ? definition['options'] : {};
  if (typeof options['styleIsolation'] === 'string') return options['styleIsolation'];
  if (unit.config['addGlobalClass'] === true || options['addGlobalClass'] === true) return 'apply-shared';
  return 'isolated';
}

/** `ready` is not fired by the framework: instances wait here from `attached` until the tree is in the document. */
class ReadyQueue {
  #waiting: glassEasel.GeneralComponent[] = [];
  #scheduled = false;

  add(component: glassEasel.GeneralComponent): void {
    this.#waiting.push(component);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.flush(), 0);
  }

  flush(): void {
    this.#scheduled = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const component of waiting) component.triggerLifetime('ready', []);
  }
}

const BUILT_IN_BEHAVIORS = ['wx://form-field', 'wx://form-field-group', 'wx://form-field-button', 'wx://component-export'];

/** Turns the definitions that a program's scripts hand to `Page`, `Component` and `Behavior` into glass-easel components. */
export class Definitions {
  readonly space: CodeSpace;
  readonly environment = new MiniProgramEnv();
  readonly #program: Program;
  readonly #behaviors = new Map<string, unknown>();
  readonly #ready = new ReadyQueue();
  readonly #defined = new Set<string>();
  /** The unit whose script is running now: what a call of `Component` defines. */
  #current: string | null = null;

  constructor(program: Program, backend: HostBackend) {
    this.#program = program;
    this.space = this.environment.createCodeSpace('main', true);
    this.space.getComponentSpace().updateComponentOptions({ writeFieldsToNode: false, writeIdToDOM: true });
    this.#addResources(backend);
    this.#defineBehaviors();
  }

  #addResources(backend: HostBackend): void {
    const templates = this.#program.templates(listenWrapper);
    for (const [path, unit] of Object.entries(this.#program.units)) {
      const content = templates[path];
      if (content !== undefined)
        this.space.addCompiledTemplate(path, { groupList: templates, content, fallbackListenerOnNativeNode: true } as never);
      if (this.#program.styles[path] !== undefined) this.space.addStyleSheet(path, path, unit.scope);
      else this.space.addStyleSheet(path, `${path}#none`, unit.scope);
    }
    this.space.addStyleSheet('app', 'app');
    backend.registerStyleSheetContent('app', this.#sheet('app', ''));
  }

  #sheet(path: string, scope: string): string {
    return (this.#program.styles[path] ?? '')
      .replaceAll(SCOPE_MARK, scope === '' ? '' : `${scope}--`)
      .replaceAll(HOST_MARK, scope === '' ? 'page' : scope);
  }

  #defineBehaviors(): void {
    for (const name of BUILT_IN_BEHAVIORS) {
      const properties = name === 'wx://form-field' ? { name: { type: String, value: '' }, value: { type: null, value: null } } : {};
      this.#behaviors.set(name, this.space.behavior().definition({ properties }).register());
    }
    const ready = this.#ready;
    const everywhere = this.space.getComponentSpace().defineBehavior({
      lifetimes: {
        attached(this: unknown) {
          const component = componentOf(this);
          if (component !== null) ready.add(component);
        },
      },
    });
    this.space.setOverallBehavior(everywhere as never);
  }

  /** Lets components that are attached but have not been told so be `ready` now: the page's own `onReady` comes after them. */
  flushReady(): void {
    this.#ready.flush();
  }

  /** Runs `run` (the unit's script) with `Page` and `Component` defining that unit. */
  defining(path: string, run: () => void): void {
    const before = this.#current;
    this.#current = path;
    try {
      run();
    } finally {
      this.#current = before;
    }
    if (!this.#defined.has(path))
      throw new Error(`${path}.js does not call ${this.#program.units[path]?.kind === 'page' ? 'Page' : 'Component'}()`);
  }

  #begin(definition: Definition): { readonly path: string; readonly definition: Definition } {
    const path = this.#current;
    const unit = path === null ? undefined : this.#program.units[path];
    if (path === null || unit === undefined) throw new Error('Page() and Component() belong in the script of a page or component');
    this.#defined.add(path);
    const styleIsolation = isolationOf(unit, definition);
    const using = Object.fromEntries(Object.entries(unit.using).map(([tag, target]) => [tag, `/${target}`]));
    const { usingComponents: _, ...config } = unit.config;
    this.space.addComponentStaticConfig(path, {
      ...config,
      component: unit.kind === 'component',
      usingComponents: using,
      styleIsolation,
    } as never);
    return { path, definition: this.#withBehaviors(definition) };
  }

  #withBehaviors(definition: Definition): Definition {
    const given = definition['behaviors'];
    if (!Array.isArray(given)) return definition;
    const behaviors = given.map((one: unknown) => {
      if (typeof one !== 'string') return one;
      const known = this.#behaviors.get(one);
      if (known === undefined) throw new Error(`behavior "${one}" is not offered by the local host`);
      return known;
    });
    return { ...definition, behaviors };
  }

  readonly component = (definition: unknown): void => {
    const { path, definition: complete } = this.#begin(isObject(definition) ? definition : {});
    this.space
      .component(path)
      .definition(complete as never)
      .register();
  };

  readonly page = (definition: unknown): void => {
    const { path, definition: complete } = this.#begin(isObject(definition) ? definition : {});
    (this.space.component(path) as unknown as { pageDefinition(given: Definition): { register(): unknown } })
      .pageDefinition(complete)
      .register();
  };

  readonly behavior = (definition: unknown): unknown =>
    this.space
      .behavior()
      .definition(this.#withBehaviors(isObject(definition) ? definition : {}) as never)
      .register();

  /** Sheets carry the scope's name, which is known when the component is: isolation may be declared in its script. */
  registerSheet(path: string, backend: HostBackend): void {
    const config = this.space.getComponentStaticConfig(path);
    const shared = isObject(config) && (config['styleIsolation'] === 'shared' || config['styleIsolation'] === 'page-shared');
    const text = this.#sheet(path, shared ? '' : (this.#program.units[path]?.scope ?? ''));
    backend.registerStyleSheetContent(path, text);
    backend.registerStyleSheetContent(`${path}#none`, '');
  }
}
