import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { AppImageUpdater } from 'electron-updater';
import { syncFile, syncFolder } from '#main/base/durable-file.ts';
import { files } from '#main/base/patient-files.ts';

/**
 * Replaces an AppImage in one step, and starts it. electron-updater deletes the old image first: a full disk, a kill or a power cut
 * after that leaves the agent without a program. It also gives the image another name, which a start at login would not find.
 */
export class ImageUpdater extends AppImageUpdater {
  protected override doInstall(): boolean {
    const image = process.env['APPIMAGE'];
    const loaded = this.installerPath;
    if (image === undefined || loaded === null) return false;
    putInPlace(loaded, image);
    const started = spawn(image, [], { detached: true, stdio: 'ignore' });
    started.on('error', () => {
      // The image stays in its place, and the agent starts it.
    });
    started.unref();
    return true;
  }
}

/** @throws the file system's error; then the old image is in its place */
function putInPlace(loaded: string, image: string): void {
  const arriving = `${image}.new`;
  try {
    // It may come from another drive, so it is copied.
    files.copy(loaded, arriving);
    files.chmod(arriving, 0o755);
    syncFile(arriving);
    files.rename(arriving, image);
  } catch (error) {
    files.remove(arriving);
    throw error;
  }
  syncFolder(dirname(image));
  files.remove(loaded);
}
