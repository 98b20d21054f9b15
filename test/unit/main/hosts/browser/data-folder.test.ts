import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { usualFolder } from '#main/hosts/browser/data-folder.ts';

it.runIf(process.platform === 'linux').each([
  [{}, join(homedir(), '.config/afterword-browser')],
  [{ XDG_CONFIG_HOME: '' }, join(homedir(), '.config/afterword-browser')],
  [{ XDG_CONFIG_HOME: '/home/ana/conf' }, '/home/ana/conf/afterword-browser'],
])('the browser host keeps its data in the user’s own folder: %j', (environment, folder) => {
  expect(usualFolder(environment)).toBe(folder);
});
