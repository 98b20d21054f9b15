import { expect, it } from 'vitest';
import type { SandboxObstacle } from '#main/hosts/desktop/security/sandbox-obstacle.ts';
import { refuseSwitches } from '#main/hosts/desktop/security/switches.ts';

/** Starts with those switches, on a machine with that obstacle to the sandbox. Returns why that is refused, or null. */
function start(switches: readonly string[], obstacle: SandboxObstacle | null = null): unknown {
  try {
    refuseSwitches({ hasSwitch: (name) => switches.includes(name) }, () => obstacle);
    return null;
  } catch (error) {
    return (error as { reason: unknown }).reason;
  }
}

it.each([
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'disable-web-security',
  'load-extension',
  'js-flags',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'proxy-server',
  'proxy-pac-url',
  'renderer-cmd-prefix',
  'bypasscsp-schemes',
  'use-mock-keychain',
])('--%s is refused', (name) => {
  expect(start(['lang', name])).toEqual({ code: 'switchRefused', params: { name } });
  expect(start([name], 'root')).not.toBeNull();
});

it('--no-sandbox is refused where the sandbox works, and allowed where it cannot', () => {
  expect(start(['no-sandbox'])).toEqual({ code: 'switchRefused', params: { name: 'no-sandbox' } });
  expect(start(['no-sandbox'], 'root')).toBeNull();
  expect(start(['no-sandbox'], 'appArmorForbidsNamespaces')).toBeNull();
});

it('switches that take nothing away are allowed', () => {
  expect(start([])).toBeNull();
  expect(start(['lang', 'force-device-scale-factor', 'disable-gpu', 'ozone-platform', 'hidden'])).toBeNull();
});
