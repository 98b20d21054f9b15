import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { describe, expect, it } from 'vitest';
import { CALL_LINK_SCHEME } from '#main/calls/call-link.ts';
import { APP_ID } from '#main/hosts/desktop/app-id.ts';
import config from '../../../build/electron-builder.ts';

const root = join(import.meta.dirname, '../../..');

describe('the packaging configuration', () => {
  it('fits the schema of electron-builder', async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
  });

  it('names the app as the app names itself, without which Windows shows no notification', () => {
    expect(config.appId).toBe(APP_ID);
  });

  it('is refused by that schema where it is wrong', async () => {
    const wrong = { ...config, asarUnpacked: true };
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow('asarUnpacked');
  });

  it('claims the scheme of call links', () => {
    expect(config.protocols).toEqual([expect.objectContaining({ schemes: [CALL_LINK_SCHEME] })]);
  });

  it('unpacks native modules and refuses to run as anything but the app', () => {
    expect(config.asarUnpack).toContain('**/*.node');
    expect(config.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it.each([config.linux?.icon, config.win?.icon, config.mac?.icon])('has the icon %s', (icon) => {
    expect(typeof icon === 'string' && existsSync(join(root, icon))).toBe(true);
  });
});
