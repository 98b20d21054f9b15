import { nativeImage, type NativeImage } from 'electron';
import attention from '../../../../../build/icons/tray/attention.png?inline';
import attention2x from '../../../../../build/icons/tray/attention@2x.png?inline';
import attentionTemplate from '../../../../../build/icons/tray/attentionTemplate.png?inline';
import attentionTemplate2x from '../../../../../build/icons/tray/attentionTemplate@2x.png?inline';
import ok from '../../../../../build/icons/tray/ok.png?inline';
import ok2x from '../../../../../build/icons/tray/ok@2x.png?inline';
import okTemplate from '../../../../../build/icons/tray/okTemplate.png?inline';
import okTemplate2x from '../../../../../build/icons/tray/okTemplate@2x.png?inline';
import waiting from '../../../../../build/icons/tray/waiting.png?inline';
import waiting2x from '../../../../../build/icons/tray/waiting@2x.png?inline';
import waitingTemplate from '../../../../../build/icons/tray/waitingTemplate.png?inline';
import waitingTemplate2x from '../../../../../build/icons/tray/waitingTemplate@2x.png?inline';
import type { TrayKind } from './tray-status.ts';

/** Data URLs at 16 and 32 pixels. They are in the bundle, so no file can be missing from a package. */
const COLOURED: Record<TrayKind, [string, string]> = {
  ok: [ok, ok2x],
  waiting: [waiting, waiting2x],
  attention: [attention, attention2x],
};

/** Black and transparent: macOS draws them in the colour of its menu bar. */
const TEMPLATES: Record<TrayKind, [string, string]> = {
  ok: [okTemplate, okTemplate2x],
  waiting: [waitingTemplate, waitingTemplate2x],
  attention: [attentionTemplate, attentionTemplate2x],
};

export function trayIcon(kind: TrayKind): NativeImage {
  const template = process.platform === 'darwin';
  const [once, twice] = (template ? TEMPLATES : COLOURED)[kind];
  const image = nativeImage.createEmpty();
  image.addRepresentation({ scaleFactor: 1, dataURL: once });
  image.addRepresentation({ scaleFactor: 2, dataURL: twice });
  image.setTemplateImage(template);
  return image;
}
