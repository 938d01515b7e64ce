import { asyncApi, ApiFailure, type Options } from './call.ts';

const SYNC_NAME = /Sync$|^(?:get.*(?:Manager|Info|Rect|Context|Controller)|create|on|off|canIUse)/;

function refusal(name: string): ApiFailure {
  return new ApiFailure(`wx.${name} is not offered by the local WeChat`);
}

/** Fails the way a mini-program meant to call it: synchronous names throw, asynchronous ones go through `fail` or reject. Never answers. */
export function refusedApi(name: string): (options?: Options) => unknown {
  if (SYNC_NAME.test(name)) {
    return () => {
      throw new Error(`${name}:fail ${refusal(name).message}`);
    };
  }
  const fail = asyncApi(name, () => {
    throw refusal(name);
  });
  return (options) => {
    console.error(refusal(name).message);
    return fail(options);
  };
}

/** Names a program asks an object for without meaning an API: promises, inspection, conversion. */
const NOT_APIS = new Set([
  'then',
  'toJSON',
  'constructor',
  'toString',
  'valueOf',
  'inspect',
  'nodeType',
  '$$typeof',
  '__esModule',
  'default',
]);

/**
 * `wx` itself: what is offered answers, everything else is a function that fails by its name, so that a missing API shows where it is called.
 * `'name' in wx` and `wx.canIUse('name')` tell the truth.
 */
export function withRefusals(apis: Options, space = ''): Options {
  const refused = new Map<string, unknown>();
  return new Proxy(apis, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || name in target || NOT_APIS.has(name)) return Reflect.get(target, name, receiver) as unknown;
      let refuse = refused.get(name);
      if (refuse === undefined) {
        refuse = refusedApi(space + name);
        refused.set(name, refuse);
      }
      return refuse;
    },
  });
}
