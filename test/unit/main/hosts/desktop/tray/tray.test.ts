import { EventEmitter } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { silentLog } from '#main/base/log.ts';
import { createTray } from '#main/hosts/desktop/tray/tray.ts';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';
import { makeState } from '../../../../renderer/scripted-core.ts';

vi.mock('electron', () => ({
  Tray: class extends EventEmitter {
    setToolTip(): void {}
    setContextMenu(): void {}
  },
  Menu: { buildFromTemplate: (items: unknown) => ({ items }) },
  nativeImage: { createEmpty: () => ({ addRepresentation() {}, setTemplateImage() {} }) },
}));

const { platform } = process;
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
});

it.each<[NodeJS.Platform, did: string[]]>([
  ['linux', ['wrapUp']],
  ['win32', ['wrapUp']],
  // The system opens the menu, and tells the click besides.
  ['darwin', []],
])('a click on the icon does one thing on %s', (on, did) => {
  Object.defineProperty(process, 'platform', { value: on });
  const done: string[] = [];
  const actions = Object.fromEntries(
    (['wrapUp', 'open', 'outbox', 'retry', 'quit'] as const).map((name) => [name, () => done.push(name)]),
  ) as unknown as Parameters<typeof createTray>[0];
  const words = desktopWords('en');
  const tray = createTray(actions, makeState(), () => words, silentLog);
  tray?.tray.emit('click');
  expect(done).toEqual(did);
});
