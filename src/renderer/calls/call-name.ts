import type { CallView } from '#shared/contract/app-state.ts';
import { callName as nameOf } from '#shared/text/contact-number.ts';
import { useApp } from '../api/app.ts';

/** The name of a call on screen. A number is masked unless the settings show numbers. */
export function callName(call: Pick<CallView, 'contact' | 'callId'>): string {
  return nameOf(call, useApp().state?.form.maskNumbers !== false);
}
