import { protocol, type ProtocolResponse } from 'electron';
import { files } from '#main/base/patient-files.ts';
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
 * Electron calls this way of serving deprecated, and still has it. `protocol.handle` answers with the classes of `fetch`: loading
 * and using them takes more of a start than the page's own files. Source: Electron, issue 42612.
 *
 * @param root folder of the built renderer
 */
export function serveApp(root: string): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  protocol.registerBufferProtocol(APP_SCHEME, (request, answer) => {
    const file = request.method === 'GET' ? appFile(root, request.url) : null;
    if (file === null) answer(response(request.method === 'GET' ? 404 : 405));
    else answer(contentOf(file));
  });
}

/** Read at once: otherwise each file takes four turns of a loop that the core's start keeps busy, while the page waits. */
function contentOf({ path, type }: NonNullable<ReturnType<typeof appFile>>): ProtocolResponse {
  try {
    return response(200, files.read(path), type);
  } catch {
    return response(404);
  }
}

function response(statusCode: number, data = Buffer.alloc(0), type = 'text/plain'): ProtocolResponse {
  const headers = { ...pageHeaders(), 'Content-Type': type };
  return { statusCode, data, headers, mimeType: type.replace(/;.*$/, '') };
}
