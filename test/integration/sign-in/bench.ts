import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { systemClock, type Clock } from '#main/base/clock.ts';
import { createSignal } from '#main/base/signal.ts';
import type { Log } from '#main/base/log.ts';
import { createSecureFetch } from '#main/lcm/link/secure-fetch.ts';
import { secretsWithoutVault } from '#main/secrets/secrets.ts';
import { createVault } from '#main/secrets/vault.ts';
import { createProvider } from '#main/sign-in/provider.ts';
import { createSignIn, type SignIn } from '#main/sign-in/sign-in.ts';
import { signInSchema } from '#main/sign-in/sign-in-settings.ts';
import type { z } from 'zod';
import {
  CLIENT_ID,
  startIdentityProvider,
  type IdentityProvider,
  type IdentityProviderOptions,
} from '#test/support/identity-provider.ts';

/** A key store that turns each text around: enough to see that what lies on disk is not what was given. */
export const keyStore = {
  strength: 'os' as const,
  wrap: (text: Buffer) => Buffer.from(text).reverse(),
  unwrap: (text: Buffer) => Buffer.from(text).reverse(),
};

export async function openProvider(options: IdentityProviderOptions = {}): Promise<IdentityProvider> {
  const idp = await startIdentityProvider(options);
  onTestFinished(() => idp.close());
  return idp;
}

export interface Desk {
  readonly signIn: SignIn;
  /** What was logged, as one text. */
  readonly log: () => string;
  /** The pages that the browser was asked to open. */
  readonly opened: string[];
  /** What the browser showed last. */
  readonly shown: () => Promise<string>;
  agent: string | null;
}

export interface DeskOptions {
  readonly agent?: string | null;
  readonly agentOfSettings?: string;
  readonly folder?: string;
  readonly clock?: Clock;
  readonly timeLimitMs?: number;
  /** Opens a page; goes there at once as the person at the browser if left out. */
  readonly browse?: (url: string) => Promise<unknown>;
  readonly settings?: Partial<z.input<typeof signInSchema>>;
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-sign-in-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The sign-in of a desktop, as the core composes it. */
export function openDesk(idp: Pick<IdentityProvider, 'issuer' | 'browse'>, options: DeskOptions = {}): Desk {
  const { folder = makeFolder(), clock = systemClock, agentOfSettings = '', timeLimitMs = 3_000 } = options;
  const lines: string[] = [];
  const write = (message: string, fields = {}): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log: Log = { info: write, warn: write, error: write };
  const settings = signInSchema.parse({ issuer: idp.issuer, clientId: CLIENT_ID, ...options.settings });
  const signedIn = createSignal<unknown>();
  const opened: string[] = [];
  let shown: Promise<string> = Promise.resolve('');
  const desk = { agent: options.agent ?? null };
  const signIn = createSignIn({
    settings,
    provider: createProvider(settings, {
      fetch: createSecureFetch({
        options: { caFile: '', proxy: 'none', proxySignIn: { user: '', password: '' } },
        secrets: secretsWithoutVault,
        clock,
        system: {},
        timeLimitMs,
      }),
      secrets: secretsWithoutVault,
      now: () => clock.now(),
    }),
    vault: createVault(folder, keyStore, log),
    openBrowser(url) {
      opened.push(url);
      const went = (options.browse ?? idp.browse)(url);
      shown = went.then((page) => (page as { text?: string } | undefined)?.text ?? '');
      shown.catch(() => {});
      return Promise.resolve();
    },
    agent: {
      userId: () => desk.agent,
      signIn(userId) {
        desk.agent = userId;
        signedIn.emit(undefined);
      },
      signedIn,
    },
    agentOfSettings,
    clock,
    log,
  });
  onTestFinished(() => signIn.stop());
  return Object.assign(desk, {
    signIn,
    opened,
    log: () => lines.join('\n'),
    shown: () => shown,
  });
}

/** Resolves with the view once no browser is waited for. */
export function settled({ signIn }: Desk): Promise<ReturnType<SignIn['view']>> {
  return vi.waitFor(
    () => {
      const view = signIn.view();
      if (view.status === 'waiting') throw new Error('It still waits for the browser');
      return view;
    },
    { timeout: 8_000, interval: 10 },
  );
}

/** The access token of the agent, or why there is none. */
export const token = ({ signIn }: Desk) => signIn.tokens.read('accessToken');
