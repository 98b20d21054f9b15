import { expect, it } from 'vitest';
import { isOnWayland, withShortcutsPortal } from '#main/hosts/desktop/wayland.ts';

const SESSION = { XDG_SESSION_TYPE: 'wayland' };
const HINT = 'ELECTRON_OZONE_PLATFORM_HINT';

it.each<[what: string, ozone: string, environment: NodeJS.ProcessEnv, in33: boolean, in45: boolean]>([
  ['a Wayland session', '', SESSION, false, true],
  ['an X11 session', '', { XDG_SESSION_TYPE: 'x11' }, false, false],
  ['X11 asked for by switch', 'x11', SESSION, false, false],
  ['Wayland asked for by switch', 'wayland', {}, true, true],
  ['the session asked for by switch', 'auto', SESSION, true, true],
  ['the session asked for by hint', '', { ...SESSION, [HINT]: 'auto' }, true, true],
  ['Wayland asked for by hint', '', { [HINT]: 'wayland' }, true, false],
])('%s', (_what, ozone, environment, in33, in45) => {
  const on = (electron: number, platform: NodeJS.Platform = 'linux') =>
    isOnWayland({ platform, electron, ozone, environment });
  expect([on(33), on(45)]).toEqual([in33, in45]);
  expect([on(45, 'win32'), on(45, 'darwin')]).toEqual([false, false]);
});

it('adds the portal to the features that are enabled already, once', () => {
  const portal = 'GlobalShortcutsPortal,GlobalShortcutsPortalPreferredTrigger';
  expect(withShortcutsPortal('')).toBe(portal);
  expect(withShortcutsPortal('VaapiVideoDecoder')).toBe(`VaapiVideoDecoder,${portal}`);
  expect(withShortcutsPortal(withShortcutsPortal(''))).toBe(portal);
});
