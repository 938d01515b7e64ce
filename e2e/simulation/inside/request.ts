import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** Hands a request to a server of this process without a socket, and answers what it said. Refuses an answer that is no success. */
export function hand(server: Server, path: string, headers: Record<string, string>, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = Object.assign(Readable.from(body === undefined ? [] : [Buffer.from(body)]), {
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      headers: { host: '127.0.0.1', 'content-type': 'application/json; charset=utf-8', ...headers },
      socket: { remoteAddress: '127.0.0.1' },
    }) as unknown as IncomingMessage;
    let status = 200;
    const response = {
      headersSent: false,
      setHeader: () => response,
      writeHead(code: number) {
        status = code;
        response.headersSent = true;
        return response;
      },
      end(text: string | Buffer = '') {
        if (status === 200) resolve(text.toString());
        else reject(new Error(`${path} answered ${status}: ${text.toString().slice(0, 500)}`));
        return response;
      },
      destroy: () => reject(new Error(`${path} was cut off`)),
    };
    server.emit('request', request, response as unknown as ServerResponse);
  });
}
