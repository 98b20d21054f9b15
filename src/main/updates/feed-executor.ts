import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  configureRequestOptions,
  configureRequestUrl,
  HttpExecutor,
  type DownloadOptions,
} from 'builder-util-runtime';

/** The most of a feed that is read, in bytes. */
const LARGEST_FEED = 256 * 1024;

/** What the library says of a request. */
interface AskedRequest {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: number | string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/**
 * Makes the requests of electron-updater with Node and an agent of ours, in place of Electron's network. Nothing is asked of any
 * server but that of the feed: neither where a redirect leads, nor where the feed says that an installer is.
 */
export class FeedExecutor extends HttpExecutor<ClientRequest> {
  readonly #origin: string;
  /** The way to the server. Who sets it ends it. */
  agent: Agent | undefined;

  constructor(origin: string) {
    super();
    this.#origin = origin;
  }

  override createRequest(
    { protocol = 'https:', hostname = '', port, path = '/', headers = {} }: AskedRequest,
    callback: (response: IncomingMessage) => void,
  ): ClientRequest {
    const url = new URL(
      path,
      `${protocol}//${hostname}${port === undefined || port === '' ? '' : `:${port}`}`,
    );
    if (url.origin !== this.#origin || this.agent === undefined)
      throw Object.assign(new Error('Elsewhere than the feed'), { code: 'ELSEWHERE' });
    const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = ask(url, { agent: this.agent, headers });
    const refuse = (code: string): void => {
      request.destroy();
      request.emit('error', Object.assign(new Error(code), { code }));
    };
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      if (statusCode >= 300 && statusCode < 400) {
        refuse('ELSEWHERE');
        return;
      }
      let read = 0;
      if (url.pathname.endsWith('.yml'))
        response.on('data', (piece: string | Buffer) => {
          read += piece.length;
          if (read > LARGEST_FEED) refuse('TOO_LARGE');
        });
      callback(response);
    });
    return request;
  }

  /** Loads a file; checks its hash on the way. Called by electron-updater. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise((resolve, reject, onCancel) => {
      const request: AskedRequest & object = { headers: { ...(options.headers as Record<string, string>) } };
      configureRequestUrl(url, request);
      configureRequestOptions(request);
      this.doDownload(
        request,
        {
          destination,
          options,
          onCancel,
          callback: (error?: Error | null) => {
            // Without an error it is called with nothing.
            if (!error) resolve(destination);
            else reject(error);
          },
          responseHandler: null,
        },
        0,
      );
    });
  }
}
