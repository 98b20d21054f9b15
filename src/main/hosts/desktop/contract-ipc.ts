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
 * core checks the content. What the windows ask before there is a core waits for it.
 *
 * @param windows may grow
 * @returns lets this core answer; call it once
 */
export function carryContract(windows: readonly AppWindow[], log: Log): (core: ContractSide) => void {
  let serve: (core: ContractSide) => void = () => {};
  const served = new Promise<ContractSide>((resolve) => {
    serve = resolve;
  });
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, input: unknown) => {
    const ours = windows.map((window) => window.contentsId());
    if (!isTrustedSender(event, ours)) {
      log.warn('a message from a foreign frame was rejected', { contents: event.sender.id });
      throw new Error('not allowed');
    }
    const answer = await (await served).answer(name, input);
    // A page asks for the state once it listens to events. From here on it misses none.
    if (name === 'getState') windows.find((window) => window.contentsId() === event.sender.id)?.listens();
    return answer;
  });
  return (core) => {
    core.events.on(({ name, payload }) => {
      for (const window of windows) window.send(name, payload);
    });
    serve(core);
  };
}
