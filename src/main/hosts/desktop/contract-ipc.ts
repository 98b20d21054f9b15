import { ipcMain } from 'electron';
import type { Log } from '#main/base/log.ts';
import type { Signal } from '#main/base/signal.ts';
import type { Answer } from '#shared/contract/index.ts';
import type { ContractEvent } from '#shared/contract/events.ts';
import { REQUEST_CHANNEL } from '../../../preload/channels.ts';
import type { AppWindow } from './windows/app-window.ts';
import { isTrustedSender } from './security/app-origin.ts';

/** What the IPC side of the contract needs from the core. */
export interface ContractSide {
  answer(name: unknown, input: unknown): Promise<Answer<unknown>>;
  readonly events: Signal<ContractEvent>;
}

/**
 * Carries the contract between the core and the windows. A message from any other sender is rejected and logged. The
 * core checks the content.
 */
export function carryContract(core: ContractSide, windows: readonly AppWindow[], log: Log): void {
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, input: unknown) => {
    const ours = windows.map((window) => window.contentsId());
    if (!isTrustedSender(event, ours)) {
      log.warn('a message from a foreign frame was rejected', { contents: event.sender.id });
      throw new Error('not allowed');
    }
    const answer = await core.answer(name, input);
    // A page asks for the state once it listens to events. From here on it misses none.
    if (name === 'getState') windows.find((window) => window.contentsId() === event.sender.id)?.listens();
    return answer;
  });
  core.events.on(({ name, payload }) => {
    for (const window of windows) window.send(name, payload);
  });
}
