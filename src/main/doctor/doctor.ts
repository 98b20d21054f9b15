import { systemClock } from '#main/base/clock.ts';
import { errorCode } from '#main/base/error-words.ts';
import { silentLog } from '#main/base/log.ts';
import type { KeyProtector } from '#main/database/key-file.ts';
import { loadSqlite } from '#main/database/sqlite-runtime.ts';
import { NEAR } from '#main/lcm/clock/lcm-clock.ts';
import { checkConnection } from '#main/lcm/check/connection-check.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { startRecording, type Recording } from '#main/recording/recorder.ts';
import { createSecrets, type Tokens } from '#main/secrets/secrets.ts';
import { createVault } from '#main/secrets/vault.ts';
import type { FolderStanding } from '#main/moving/find.ts';
import type { LoadedSettings } from '#main/settings/settings-file.ts';
import type { SettingsSource } from '#main/site/source.ts';
import { reasonWords } from '#main/words/reason-words.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { listenToBus, type Heard } from './bus.ts';
import { finding, type Finding } from './finding.ts';
import { examineMachine } from './machine.ts';

/** What a host tells the doctor about itself. */
export interface DoctorHost {
  /** What runs, such as `Afterword 1.2.3 (Electron 45.4.1)`. */
  readonly version: string;
  readonly system: SystemNetwork;
  readonly keyProtector: KeyProtector;
}

export interface DoctorTask {
  readonly dataDir: string;
  readonly settings: LoadedSettings;
  /** The places of those settings. */
  readonly sources: readonly SettingsSource[];
  readonly folder: FolderStanding;
  readonly lcm: LcmOptions;
  /** How long to listen to the bus, in milliseconds. */
  readonly listenMs: number;
  /** The file to record the bus to; null for none. */
  readonly record: string | null;
}

/**
 * Looks at everything that stands between Afterword and LCM, in order. It listens only: nothing is sent to LCM.
 *
 * @param tell is told each finding at once
 * @param signal ends it early; what was found until then counts
 */
export async function examine(
  task: DoctorTask,
  { version, system, keyProtector }: DoctorHost,
  signal: AbortSignal,
  tell: (found: Finding) => void,
): Promise<void> {
  const { dataDir, settings, sources, folder, lcm, listenMs, record } = task;
  const secrets = createSecrets({
    vault: createVault(dataDir, keyProtector, silentLog),
    tokens: NO_TOKENS,
  });
  const deps = { clock: systemClock, log: silentLog, system, secrets, signal };
  const { node, v8 } = process.versions;
  tell(
    finding(
      'version',
      'passed',
      `${version}, Node ${node}, V8 ${v8}, ${loadSqlite().name}, ${process.platform} ${process.arch}`,
    ),
  );
  examineMachine(dataDir, settings, keyProtector.strength, folder, sources).forEach(tell);

  const { ok } = await checkConnection(lcm, deps, ({ step, state, detail, note }) => {
    if (state === 'running') return;
    tell(finding(step, state, detail ?? WORDS[state], note === undefined ? '' : reasonWords(note, 'en')));
  });
  if (!ok || signal.aborted) {
    tell(finding('bus', 'skipped', 'Nothing could be heard.'));
    return;
  }
  const recording = record === null ? null : await begin(record, listenMs, tell);
  const heard = await listenToBus({ ...settings.settings, lcm }, listenMs, {
    ...deps,
    hear: (message) => recording?.hear(message),
  });
  recording?.stop();
  tellHeard(heard, listenMs, tell);
  if (recording !== null) tell(await recordingFinding(recording, record ?? ''));
}

/** A renewed token would end the session of the Afterword that runs meanwhile. */
const NO_TOKENS: Tokens = {
  read: () => Promise.resolve({ ok: false, away: false, reason: reason('signInOnlyInApp') }),
  refused: () => Promise.resolve(false),
};

const WORDS = { passed: 'In order.', failed: 'Failed.', skipped: 'Not needed.' };

async function begin(file: string, forMs: number, tell: (found: Finding) => void): Promise<Recording | null> {
  try {
    return await startRecording({ file, clock: systemClock, forMs });
  } catch (error) {
    const code = errorCode(error) ?? '?';
    const words =
      code === 'EEXIST'
        ? `${file} is there already: name another file.`
        : `${file} cannot be made (${code}).`;
    tell(finding('recording', 'failed', words));
    return null;
  }
}

async function recordingFinding({ ended }: Recording, file: string): Promise<Finding> {
  const { kept, leftOut, error } = await ended;
  if (error !== null)
    return finding('recording', 'failed', `${file} broke off (${errorCode(error) ?? '?'}).`);
  const note = leftOut === 0 ? '' : `Messages that were too large or came too fast: ${String(leftOut)}`;
  return finding('recording', 'passed', `${file} holds ${String(kept)} messages with made-up values.`, note);
}

function tellHeard(
  { messages, bus, calls, unmappedTypes, clockAheadMs }: Heard,
  forMs: number,
  tell: (found: Finding) => void,
): void {
  const seconds = String(Math.round(forMs / 1_000));
  const list = bus.groups
    .toSorted((one, other) => other.count - one.count)
    .slice(0, 30)
    .map(({ channel, topic, subtopic, count, dialect }) => {
      const names = `${channel} / ${topic} / ${subtopic}: ${String(count)}`;
      return dialect === null ? names : `${names} (${dialect})`;
    });
  if (bus.unreadable > 0) list.push(`No envelopes: ${String(bus.unreadable)}`);
  tell(finding('bus', 'passed', `Messages within ${seconds} s: ${String(messages)}`, list.join('\n')));
  if (calls === 0)
    tell(finding('calls', 'skipped', 'No event of a call that Afterword can read came meanwhile.'));
  else {
    const note =
      unmappedTypes.size === 0
        ? ''
        : `Call types not mapped (setting calls.types): ${[...unmappedTypes].join(', ')}`;
    tell(finding('calls', 'passed', `Events of calls: ${String(calls)}`, note));
  }
  if (clockAheadMs === null) {
    tell(finding('clock', 'skipped', 'LCM’s clock was not shown to any application meanwhile.'));
    return;
  }
  const words = `LCM’s clock minus this machine’s: ${String(Math.round(clockAheadMs / 1_000))} s`;
  if (Math.abs(clockAheadMs) <= NEAR) tell(finding('clock', 'passed', words));
  else
    tell(
      finding(
        'clock',
        'failed',
        words,
        'One of the two is wrong: set this machine’s, or tell whoever runs LCM.',
      ),
    );
}
