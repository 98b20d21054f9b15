import { resolve } from 'node:path';
import { REQUEST_NAMES } from '#shared/contract/requests/index.ts';
import { expect, test } from './desktop-test.ts';

const PRELOAD = resolve(import.meta.dirname, '../../out/preload/index.cjs');

// Every attempt here is refused, and Chromium writes that to the console.
test.use({ complaintsAllowed: true });

test('a page can use our API, but nothing of Node or Electron', async ({ app }) => {
  for (const page of [app.main, app.quick]) {
    const seen = await page.evaluate(() => ({
      node: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      api: Object.keys((window as unknown as { afterword: object }).afterword),
    }));
    expect(seen.node).toEqual([]);
    expect(seen.api.sort()).toEqual([...REQUEST_NAMES, 'on'].sort());
  }
});

test('every window is sandboxed and isolated', async ({ app }) => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      const contents = window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
        contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
    }),
  );
  const strict = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  };
  expect(preferences).toEqual([strict, strict]);
});

test('pages cannot leave, open windows, ask for permissions or load from elsewhere', async ({ app, lcm }) => {
  const { main } = app;
  const outcome = await main.evaluate(async (elsewhere) => {
    const opened = window.open('https://example.org/');
    const link = Object.assign(document.createElement('a'), {
      href: 'https://example.org/',
      target: '_blank',
    });
    document.body.append(link);
    link.click();
    window.location.assign('https://example.org/');
    window.location.assign('file:///etc/passwd');
    const refused = (task: Promise<unknown>): Promise<string> =>
      task.then(
        () => 'allowed',
        () => 'refused',
      );
    return {
      opened: opened === null,
      fetched: await refused(fetch(elsewhere)),
      microphone: await refused(navigator.mediaDevices.getUserMedia({ audio: true })),
      notification: await Notification.requestPermission(),
      location: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('allowed'),
          () => resolve('refused'),
        );
      }),
    };
  }, lcm.url);
  expect(outcome).toEqual({
    opened: true,
    fetched: 'refused',
    microphone: 'refused',
    notification: 'denied',
    location: 'refused',
  });
  // Ask the window itself, because Playwright reports a navigation as soon as it begins.
  const shell = await app.windowOf(main);
  const still = await shell.evaluate(
    ({ webContents }) =>
      webContents.executeJavaScript(
        '[location.href, document.querySelectorAll("button").length > 0]',
      ) as Promise<unknown>,
  );
  expect(still).toEqual(['afterword-app://app/index.html', true]);
  const windows = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect(windows).toBe(2);
});

test('every response has a content security policy without unsafe-*, and it is enforced', async ({ app }) => {
  const answers = await app.electron.evaluate(({ net }) =>
    Promise.all(
      ['index.html', 'quick.html', 'no-such.html', '..%2f..%2fpackage.json', '.%2e/main/index.js'].map(
        async (name) => {
          const response = await net.fetch(`afterword-app://app/${name}`);
          return { status: response.status, policy: response.headers.get('content-security-policy') ?? '' };
        },
      ),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 404]);
  for (const { policy } of answers) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  }

  const violations = await app.main.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    document.body.append(
      Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }),
    );
    document.body.append(
      Object.assign(document.createElement('script'), { src: 'https://example.org/x.js' }),
    );
    document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.org/' }));
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="https://example.org/x.png" onerror="window.ran = true">',
    );
    document.body.insertAdjacentHTML('beforeend', '<p style="color: red"></p>');
    while (seen.length < 6) await new Promise(requestAnimationFrame);
    return { seen: [...new Set(seen)].sort(), ran: 'ran' in window };
  });
  expect(violations).toEqual({
    seen: ['frame-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-attr'],
    ran: false,
  });
});

test('a message from a foreign frame is rejected', async ({ app }) => {
  const answers = await app.electron.evaluate(async ({ BrowserWindow }, preload) => {
    const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    const ask = (): Promise<unknown> => foreign.webContents.executeJavaScript('window.afterword.getState()');
    await foreign.loadURL('data:text/html,<p>foreign</p>');
    const fromElsewhere = await ask();
    await foreign.loadURL('afterword-app://app/index.html');
    const fromAnotherWindow = await ask();
    foreign.destroy();
    return [fromElsewhere, fromAnotherWindow];
  }, PRELOAD);
  // The call itself failed. An answer of the core would be the state.
  const rejected = {
    ok: false,
    error: { code: 'failed', detail: { code: 'unforeseen', params: { what: 'IPC, getState: Error' } } },
  };
  expect(answers).toMatchObject([rejected, rejected]);
});
