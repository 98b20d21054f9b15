import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { endWithSession, quitOnShutdown } from '#main/hosts/desktop/session-end.ts';

let done: string[];
const save = (): void => void done.push('save');
const quit = (): void => void done.push('quit');
beforeEach(() => {
  done = [];
});

it('a window saves when Windows asks whether the session may end, and quits when it does', () => {
  const window = new EventEmitter();
  endWithSession(window, save, quit);
  window.emit('query-session-end');
  expect(done).toEqual(['save']);
  window.emit('session-end');
  expect(done).toEqual(['save', 'save', 'quit']);
});

it('makes Linux and macOS wait for it before the machine is switched off', () => {
  const power = new EventEmitter();
  quitOnShutdown(power, quit);
  power.emit('shutdown', { preventDefault: () => done.push('wait') });
  expect(done).toEqual(['wait', 'quit']);
  power.emit('shutdown');
  expect(done).toEqual(['wait', 'quit', 'quit']);
});
