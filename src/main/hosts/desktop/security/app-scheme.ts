import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { pageHeaders } from '#main/hosts/page-headers.ts';
import { APP_SCHEME, appFile } from './app-origin.ts';

/** Gives the app's scheme an origin, relative URLs and a secure context. Call before `ready`. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/**
 * Serves the built renderer under the app's scheme, read-only and with the policy headers on each response.
 *
 * @param root folder of the built renderer
 */
export function serveApp(root: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET') return answer(405);
    const file = appFile(root, request.url);
    if (file === null) return answer(404);
    try {
      return answer(200, new Uint8Array(await readFile(file.path)), file.type);
    } catch {
      return answer(404);
    }
  });
}

function answer(status: number, body: BodyInit | null = null, type = 'text/plain'): Response {
  return new Response(body, { status, headers: { ...pageHeaders(), 'Content-Type': type } });
}
