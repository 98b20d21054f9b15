import { app } from 'electron';
import { fitToHandOver } from './handed-words.ts';
import { relaunch } from './relaunch.ts';

/** What comes from outside, as it came: the command line of this or a second start, or a link that the system opens. */
export type FromOutside =
  | { readonly kind: 'ownStart'; readonly words: readonly string[] }
  /** `handed` is what the second start hands over; `words` is Electron's own list, which it may have reordered. */
  | { readonly kind: 'secondStart'; readonly handed: unknown; readonly words: readonly string[] }
  | { readonly kind: 'link'; readonly url: string };

/** Takes what comes from outside. What comes before there is a taker is kept. */
export interface Outside {
  takeBy(taker: (given: FromOutside) => void): void;
}

/**
 * Makes this process the single instance, or hands its arguments to the one that runs.
 *
 * @returns null if another instance runs and has the arguments, or if they are too long to be handed over and another process
 *   starts with shorter ones: this process must exit
 */
export function becomeSingleInstance(): Outside | null {
  const words = process.argv.slice(1);
  const fitting = fitToHandOver(words);
  if (fitting !== words) {
    relaunch(fitting);
    return null;
  }
  if (!app.requestSingleInstanceLock({ argv: words })) return null;

  const early: FromOutside[] = [{ kind: 'ownStart', words }];
  let taker: ((given: FromOutside) => void) | null = null;
  const take = (given: FromOutside): void => {
    if (taker === null) early.push(given);
    else taker(given);
  };
  app.on('second-instance', (_event, argv, _folder, handed) => {
    take({ kind: 'secondStart', handed, words: argv.slice(1) });
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take({ kind: 'link', url });
  });
  return {
    takeBy(next) {
      taker = next;
      early.splice(0).forEach(next);
    },
  };
}
