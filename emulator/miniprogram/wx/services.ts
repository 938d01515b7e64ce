import type { MiniprogramHost } from '../types.ts';
import { OverlayLayer } from './overlays/layer.ts';

/** What `wx` and the built-in components share for one phone: the place to draw above the page, and addresses of pictures. */
export interface HostServices {
  readonly layer: OverlayLayer;
  /** Where a picture of a mini-program can be read: its package, `cloud://`, data, the own origin. */
  address(source: string): Promise<string>;
  /** The address of a `cloud://` file does not work any more: the next {@link address} asks anew. False for what has only one address. */
  forget(source: string): boolean;
}

const known = new WeakMap<MiniprogramHost, HostServices>();

export function provideServices(host: MiniprogramHost, cloudAddress: (fileId: string) => Promise<string>): HostServices {
  const addresses = new Map<string, Promise<string>>();
  const services: HostServices = {
    layer: new OverlayLayer(host.frame),
    address: (source) => {
      if (!source.startsWith('cloud://')) return Promise.resolve(host.resource(source));
      let address = addresses.get(source);
      if (address === undefined) {
        address = cloudAddress(source);
        address.catch(() => addresses.delete(source));
        addresses.set(source, address);
      }
      return address;
    },
    forget: (source) => addresses.delete(source),
  };
  known.set(host, services);
  return services;
}

export function servicesOf(host: MiniprogramHost): HostServices {
  const services = known.get(host);
  if (services === undefined) throw new Error('createWx(host) must come before the first page');
  return services;
}
