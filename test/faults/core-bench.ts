import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { createCore, type Core, type CoreOptions } from '#main/core.ts';
import { fileKeyProtector } from '#main/database/key-file.ts';
import { silentLog } from '#main/log.ts';
import { requests, type RequestInput, type RequestOutput } from '#shared/contract/index.ts';
import type { RequestName } from '#shared/contract/names.ts';
import { EMPTY_DRAFT, type Draft } from '#shared/wrapup/draft.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '#simulator/server.ts';

export const PATIENCE = { timeout: 20_000, interval: 20 };

/** A wrap-up that needs no outcome list: a telephony outcome and a comment. */
export const draftOf = (comment: string): Draft => ({ ...EMPTY_DRAFT, telephonyOutcomeId: '8', comment });

export const callOf = (callId: string): RequestInput<'openCall'> => ({
  callId,
  lcmKey: `5|3|1|0|0|44|${callId}`,
  type: 'OUTBOUND',
});

/** Asks a core as the screen does, and checks the answer against the contract. */
export async function ask<N extends RequestName>(
  { answer }: Pick<Core, 'answer'>,
  name: N,
  input?: RequestInput<N>,
): Promise<RequestOutput<N>> {
  const answered = await answer(name, input);
  if (!answered.ok) throw new Error(`${name}: ${JSON.stringify(answered.error)}`);
  return requests[name].output.parse(answered.value) as RequestOutput<N>;
}

/** The whole core on a data folder of its own, over a real link to a simulated LCM that can be switched off and on. */
export interface CoreBench {
  readonly folder: string;
  /** The LCM that runs; throws where it is switched off. */
  lcm(): Simulator;
  lcmOff(): Promise<void>;
  /** At the address it had before. Its ledger is that of all its runs. */
  lcmOn(): Promise<void>;
  /** Writes `settings.json`: the LCM's address, short waits, and whatever else is given. */
  settings(more?: object): void;
  start(options?: Partial<CoreOptions>): Promise<Core>;
  stop(core: Core): Promise<void>;
  remove(): Promise<void>;
}

export async function createCoreBench(options: SimulatorOptions = {}): Promise<CoreBench> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-fault-'));
  const cores = new Set<Core>();
  let lcm: Simulator | null = await startSimulator(options);
  const { port, url, ledger } = lcm;

  const bench: CoreBench = {
    folder,
    lcm() {
      if (lcm === null) throw new Error('The LCM is switched off');
      return lcm;
    },
    async lcmOff() {
      await lcm?.close();
      lcm = null;
    },
    async lcmOn() {
      lcm = await startSimulator({ ...options, port, ledger });
    },
    settings(more = {}) {
      const settings = {
        lcm: { url, proxy: 'none', reconnect: { baseMs: 100, capMs: 1_000 } },
        outbox: { retry: { baseMs: 100, capMs: 1_000 } },
        agent: { userId: 'ana' },
        ...more,
      };
      writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
    },
    async start(more = {}) {
      const core = await createCore({
        ...{ dataDir: folder, keyProtector: fileKeyProtector, log: silentLog },
        ...more,
      });
      cores.add(core);
      return core;
    },
    async stop(core) {
      cores.delete(core);
      await core.close();
    },
    async remove() {
      await Promise.all([...cores].map((core) => core.close()));
      await lcm?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  bench.settings();
  return bench;
}

export const connected = (core: Core): Promise<void> =>
  vi.waitFor(() => {
    expect(core.state().link.status).toBe('connected');
  }, PATIENCE);

export const emptied = (core: Core): Promise<void> =>
  vi.waitFor(() => {
    expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0 });
  }, PATIENCE);

/** Delivers what waits, without the moment by which desktops spread their first tries. */
export async function deliverAll(core: Core): Promise<void> {
  await connected(core);
  await ask(core, 'retryOutbox', { submissionId: null });
  await emptied(core);
}
