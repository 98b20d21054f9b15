import { join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APP_ORIGIN, appFile, pageUrl } from '#main/hosts/desktop/security/app-origin.ts';

const root = resolve('/app/out/renderer');

describe('files under the app’s scheme', () => {
  it.each([
    ['index.html', 'text/html; charset=utf-8'],
    ['assets/main-B3x_1.js', 'text/javascript; charset=utf-8'],
    ['assets/index.css', 'text/css; charset=utf-8'],
    ['assets/inter.v2.woff2', 'font/woff2'],
    ['assets/mark.svg', 'image/svg+xml'],
  ])('serves %s', (name, type) => {
    expect(appFile(root, `${APP_ORIGIN}/${name}`)).toEqual({ path: join(root, name), type });
    expect(appFile(root, `${APP_ORIGIN}/${name}?v=1#top`)?.path).toBe(join(root, name));
  });

  it.each([
    '',
    'assets/',
    '..%2fmain/index.js',
    'assets/..%5c..%5cmain.js',
    '/etc/passwd.html',
    '.hidden.js',
    'assets/.env.js',
    'c:/windows/x.js',
    'index.html%00.js',
    'index.js.map',
    'index',
    'notes.txt',
    'data.db',
  ])('does not serve %j', (name) => expect(appFile(root, `${APP_ORIGIN}/${name}`)).toBeNull());

  it.each([
    'file:///app/out/renderer/index.html',
    'https://app/index.html',
    'afterword-app://other/index.html',
    'afterword-app://app:80/index.html',
  ])('does not serve %s', (url) => expect(appFile(root, url)).toBeNull());

  it.each(['../main/index.js', '%2e%2e/%2E%2E/main/index.js'])(
    'resolves %j from its root, as URLs do',
    (name) => expect(appFile(root, `${APP_ORIGIN}/${name}`)?.path).toBe(join(root, 'main/index.js')),
  );

  it('never leaves its folder', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', '%2e', '%2f', '%5c', 'a', '.js', ':'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const url = `${APP_ORIGIN}/${pieces.join('')}`;
        fc.pre(URL.canParse(url));
        const file = appFile(root, url);
        if (file !== null) expect(resolve(file.path).startsWith(root + sep)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('names its pages', () => expect(pageUrl('quick.html')).toBe('afterword-app://app/quick.html'));
});
