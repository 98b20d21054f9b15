import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';

/** A view of this machine in which a folder of the site's settings is there. Only root can make one. */
export interface SiteView {
  /** The start of a command line that runs the rest in this view, as root. */
  readonly enter: readonly string[];
  end(): Promise<void>;
}

const SITE = '/etc/afterword';

/**
 * Shows a folder as `/etc/afterword` to whoever is started in the view. Nobody else on the machine sees it: other tests, or an
 * Afterword that somebody works with, would take it for their site's.
 */
export async function siteView(folder: string): Promise<SiteView> {
  const isMade = !existsSync(SITE);
  if (isMade) mkdirSync(SITE);
  const mounting = `mount --bind "$1" ${SITE} && echo mounted && exec sleep infinity`;
  const words = ['--mount', '--propagation', 'private', 'sh', '-c', mounting, 'sh', folder];
  const holder = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  return {
    enter: ['nsenter', '--target', String(holder.pid), '--mount', '--'],
    async end() {
      const ended = once(holder, 'close');
      holder.kill();
      await ended;
      if (isMade) rmdirSync(SITE);
    },
  };
}
