import { fileKeyProtector, type KeyProtector } from '#main/database/key-file.ts';

/** What the parent tells `working-child.ts` to do. */
export interface WorkOrders {
  readonly folder: string;
  /** The number of the first wrap-up, and how many. */
  readonly from: number;
  readonly count: number;
  readonly seed: number;
  readonly protector: keyof typeof protectors;
  readonly end: 'close' | 'kill';
}

/** What it reports. `saved` is sent after `submit` returned, `deleting` before the deletion. */
export type WorkReport = { readonly saved: number; readonly callId: string } | { readonly deleting: string };

const turned = (key: Buffer): Buffer => Buffer.from(key.map((byte) => byte ^ 0x5a));

export const protectors = {
  file: fileKeyProtector,
  /** Stands for the key store of an operating system. */
  os: { strength: 'os', wrap: turned, unwrap: turned },
} as const satisfies Record<string, KeyProtector>;
