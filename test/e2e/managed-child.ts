/**
 * The browser host on a machine that a site manages. `node managed-child.ts DATA_FOLDER MACHINE_FILE` composes it as the host does, but
 * for the place of the machine's file: only code can move that.
 */
import { resolve } from 'node:path';
import { silentLog } from '#main/base/log.ts';
import { createCore } from '#main/core/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { startBrowserHost } from '#main/hosts/browser/server.ts';
import { machineFile } from '#main/site/machine-file.ts';

const [dataDir = '', file = ''] = process.argv.slice(2);
const core = await createCore({
  dataDir,
  keyProtector: fileKeyProtector,
  site: [machineFile(file)],
  log: silentLog,
});
const host = await startBrowserHost({
  pages: resolve(import.meta.dirname, '../../out/renderer'),
  port: 0,
  answer: core.answer,
  events: core.events,
  onTokenSpent() {},
});
console.log(host.address());
process.on('SIGINT', () => {
  void host
    .close()
    .then(() => core.close())
    .then(() => process.exit(0));
});
