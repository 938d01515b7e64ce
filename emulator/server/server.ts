import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Service } from '../types.ts';
import { ProjectError } from '../project/config.ts';
import { isLoopbackHost, sendJson } from './http.ts';

export interface Front {
  readonly port: number;
  /** The parts of the emulator, asked in order until one takes the request. May grow after the port is open. */
  use(...services: readonly Service[]): void;
  close(): Promise<void>;
}

const BASE = 'http://127.0.0.1';

function urlOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '/';
  // "//host/path" would be read as another host.
  return path.startsWith('/') && URL.canParse(path.replace(/^\/+/, '/'), BASE) ? new URL(path.replace(/^\/+/, '/'), BASE) : null;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new ProjectError(`port ${port} is taken by another program: stop it, or choose another with --port`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** The one port. Only this machine reaches it, and only under its own name. */
export async function openFront(port: number, failed: (error: unknown) => void): Promise<Front> {
  const services: Service[] = [];

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (!isLoopbackHost(request.headers.host) || url === null)
      return sendJson(response, 421, { code: 'INVALID_HOST', message: 'this emulator answers to 127.0.0.1 and localhost only' });
    for (const service of services) if (await service.handle(request, response, url)) return;
    sendJson(response, 404, { code: 'NOT_FOUND', message: `nothing is served at ${url.pathname}` });
  }

  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      failed(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { code: 'SYS_ERR', message: 'the emulator failed; its log says why' });
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = urlOf(request);
    if (url !== null && isLoopbackHost(request.headers.host) && services.some((service) => service.upgrade?.(request, socket, head, url)))
      return;
    socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    use: (...more) => void services.push(...more),
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const service of [...services].reverse()) await service.close();
      server.closeAllConnections();
      await stopped;
    },
  };
}
