import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi, type Mock } from 'vitest';
import type { AppState } from '#shared/contract/app-state.ts';
import { desktopWords } from '#main/hosts/desktop/words/words.ts';
import type { DesktopWindows } from '#main/hosts/desktop/windows/desktop-windows.ts';
import { quitByHand } from '#main/hosts/desktop/quit-by-hand.ts';

interface Question {
  readonly message: string;
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly signal: AbortSignal;
}

const electron = vi.hoisted(() => ({
  quit: vi.fn(),
  ask: vi.fn(),
  events: { on: null as EventEmitter | null },
}));
vi.mock('electron', () => ({
  app: {
    quit: electron.quit,
    once: (name: string, listener: () => void) => electron.events.on?.once(name, listener),
    off: (name: string, listener: () => void) => electron.events.on?.off(name, listener),
  },
  dialog: { showMessageBox: electron.ask },
}));

let answer: (response: number) => void = () => {};
const questions = (): Question[] => electron.ask.mock.calls.map(([, options]) => options as Question);

beforeEach(() => {
  electron.quit.mockReset();
  electron.events.on = new EventEmitter();
  electron.ask.mockReset().mockImplementation(
    async () =>
      await new Promise((resolve) => {
        answer = (response) => resolve({ response });
      }),
  );
});

/** @param wrapped for each call, whether it is wrapped up */
function quitWith(...wrapped: boolean[]): { quit: () => void; show: Mock; hide: Mock } {
  const calls = wrapped.map((isWrapped) => ({ wrappedAt: isWrapped ? 1 : null }));
  const [show, hide] = [vi.fn(), vi.fn()];
  const windows = { main: { show, browserWindow: {} }, hideQuick: hide } as unknown as DesktopWindows;
  const core = { state: () => ({ calls }) as unknown as AppState };
  return { quit: quitByHand(core, windows, () => desktopWords('en')), show, hide };
}

describe('quitting by hand', () => {
  it.each([[[]], [[true, true]]])('is direct if no call is to wrap up', (wrapped) => {
    quitWith(...wrapped).quit();
    expect(electron.quit).toHaveBeenCalledOnce();
    expect(questions()).toEqual([]);
  });

  it('asks once in front of the calls that are to wrap up, and quits only if that is chosen', async () => {
    const { quit, show, hide } = quitWith(true, false, false);
    quit();
    quit();
    expect(questions()).toMatchObject([
      { message: '2 calls to wrap up', buttons: ['Stay', 'Quit Afterword'], defaultId: 0 },
    ]);
    expect(show).toHaveBeenCalledOnce();
    // The quick wrap-up would cover the question.
    expect(hide).toHaveBeenCalledOnce();
    answer(0);
    await vi.waitFor(() => {
      quit();
      expect(questions()).toHaveLength(2);
    });
    expect(electron.quit).not.toHaveBeenCalled();
    answer(1);
    await vi.waitFor(() => expect(electron.quit).toHaveBeenCalledOnce());
  });

  it('takes the question away when the system ends the app', () => {
    quitWith(false).quit();
    expect(questions()[0]?.signal.aborted).toBe(false);
    electron.events.on?.emit('before-quit');
    expect(questions()[0]?.signal.aborted).toBe(true);
  });
});
