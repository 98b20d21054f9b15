import { describe, expect, it } from 'vitest';
import { ownDownload } from '#main/hosts/desktop/security/app-origin.ts';
import { SETTINGS_FILE_NAME } from '#shared/contract/connect.ts';
import { diagnosticsFileName } from '#shared/contract/diagnostics-file.ts';
import { historyFileName } from '#shared/contract/history-file.ts';

const own = {
  url: 'blob:afterword-app://app/2f0c6c1e-9f0c-4c53-8a2d-0d2f6f5b8b1a',
  fileName: historyFileName('2026-11-20', 'csv'),
  page: 'afterword-app://app/index.html',
};

describe('a download', () => {
  it.each([own.page, `${own.page}#main`, `${own.page}?x`])(
    'of the history, of drafted settings or of diagnostics is let through from %s',
    (page) => {
      expect(ownDownload({ ...own, page })).toBe('history');
      expect(ownDownload({ ...own, page, fileName: historyFileName('2026-11-20', 'json') })).toBe('history');
      expect(ownDownload({ ...own, page, fileName: SETTINGS_FILE_NAME })).toBe('settings');
      expect(ownDownload({ ...own, page, fileName: diagnosticsFileName(0) })).toBe('diagnostics');
    },
  );

  it.each([
    ['another address', { url: 'https://example.org/afterword-history-2026-11-20.csv' }],
    ['a data URL', { url: 'data:text/csv,a' }],
    ['a file', { url: 'file:///etc/passwd' }],
    ['an app’s own file', { url: 'afterword-app://app/index.html' }],
    ['a blob of another origin', { url: 'blob:https://example.org/2f0c6c1e' }],
    ['a blob of an origin that begins like ours', { url: 'blob:afterword-app://app.example.org/2f0c6c1e' }],
    ['a blob of no origin', { url: 'blob:null/2f0c6c1e' }],
    ['another name', { fileName: 'afterword.exe' }],
    ['another kind of file', { fileName: 'afterword-history-2026-11-20.csv.exe' }],
    ['a name with a path', { fileName: '../afterword-history-2026-11-20.csv' }],
    ['settings under another name', { fileName: 'my-settings.json' }],
    ['diagnostics under another name', { fileName: 'afterword-diagnostics-2026-11-27-0905.zip.exe' }],
    ['no name', { fileName: '' }],
    ['another page', { page: 'https://example.org/index.html' }],
    ['a page whose address holds ours', { page: 'https://example.org/?afterword-app://app/index.html' }],
    ['the quick window', { page: 'afterword-app://app/quick.html' }],
    ['nobody', { page: null }],
  ])('of %s is not', (_what, change) => expect(ownDownload({ ...own, ...change })).toBeNull());
});
