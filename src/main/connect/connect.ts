import { join } from 'node:path';
import type { Clock } from '#main/base/clock.ts';
import { coalesce } from '#main/base/coalesce.ts';
import { createBusWatch, type BusWatch } from '#main/bus/bus-watch.ts';
import { silentLog } from '#main/base/log.ts';
import { soundSettings } from '#main/settings/sound-settings.ts';
import { writeFirstSettings, writeSchema } from '#main/settings/write-settings.ts';
import { checkConnection } from '#main/lcm/check/connection-check.ts';
import type { SystemNetwork } from '#main/lcm/link/dial.ts';
import type { LcmOptions } from '#main/lcm/link/options.ts';
import { createLcmSession, type LcmSession } from '#main/lcm/session.ts';
import { fileNotSaved } from '#main/database/errors.ts';
import { startRecording } from '#main/recording/recorder.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import type { CheckStep } from '#shared/contract/connection-check.ts';
import type {
  AddressFault,
  BusMember,
  ConnectStatus,
  EventMeaning,
  MemberValues,
  PreviewAnswer,
  SettingsDraft,
  TriedList,
} from '#shared/contract/connect.ts';
import type { AddressInput } from '#shared/contract/requests/connect.ts';
import { readOutcomeRow } from '#shared/lcm/decode.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { reason, type ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import { readConnectAddress, shownAddress } from './address.ts';
import { previewCall } from './call-preview.ts';
import { missingRoles, type NamedMeaning } from './event-mapping.ts';
import { draftSettings } from './settings-draft.ts';

/** Connects an administrator to an unknown LCM: tries an address, watches its bus, and drafts the settings for it. */
export interface Connect {
  status(): ConnectStatus;
  /** @returns what is wrong with the address; empty if the test has begun */
  test(input: AddressInput): readonly AddressFault[];
  members(groupId: string): readonly BusMember[];
  reveal(groupId: string, pointer: string): MemberValues;
  preview(meanings: readonly EventMeaning[], unmasked: boolean): PreviewAnswer;
  tryList(call: {
    readonly callId: string;
    readonly lcmKey: string;
    readonly type: string;
  }): Promise<TriedList>;
  /** @throws NotAllowedError if no address was tried, or an event has not all the roles that it needs */
  draft(meanings: readonly EventMeaning[]): SettingsDraft;
  /** @throws NotAllowedError if there is a settings file; NotSavedError */
  write(meanings: readonly EventMeaning[]): string;
  /**
   * Records the bus for support, every value made up, for `RECORD_MS`, into a new file of the data folder.
   *
   * @returns the path of the file, also of one that is being recorded already
   * @throws NotAllowedError if there is no link; NotSavedError
   */
  record(): Promise<string>;
  /** Closes the link and forgets all that came over it, and every secret. */
  leave(): void;
}

/** The least time between two updates of the screen, in milliseconds. */
const REST_MS = 250;
/** How often the rate is told while the bus is silent, in milliseconds. */
const TICK_MS = 1_000;
/** How long a recording lasts, in milliseconds. */
const RECORD_MS = 5 * 60_000;
/** Outcomes of a list that the screen shows. */
const FIRST_ROWS = 12;

interface Trial {
  readonly options: LcmOptions;
  readonly abort: AbortController;
  readonly steps: Map<CheckStep['step'], CheckStep>;
  readonly watch: BusWatch;
  passed: boolean | null;
  /** A session of its own: nothing of it reaches the calls or the outbox. Only its lists are asked; a set is never sent. */
  session: Omit<LcmSession, 'set'> | null;
  recordedTo: string | null;
}

/**
 * Nothing is written to the log: the bus is unknown, and what comes over it may be about people.
 *
 * @param tell tells the screen, at most four times a second
 */
export function createConnect(deps: {
  readonly dataDir: string;
  /** Where the user's settings are, or would be. If they are there, also in a profile that roams, none are written. */
  readonly usersFile: () => { readonly path: string; readonly isThere: boolean };
  /** Whether the site has locked a setting, so that the file would have no say in it. */
  readonly locked: (path: string) => boolean;
  readonly clock: Clock;
  readonly system: SystemNetwork;
  readonly tell: (status: ConnectStatus) => void;
}): Connect {
  const { dataDir, usersFile, locked, clock, system } = deps;
  let trial: Trial | null = null;
  let cancelTick = (): void => {};
  const feed = coalesce(() => deps.tell(status()), REST_MS);

  function status(): ConnectStatus {
    const watch = trial?.watch ?? createBusWatch(clock);
    return {
      address: trial === null ? null : shownAddress(trial.options),
      steps: [...(trial?.steps.values() ?? [])],
      passed: trial?.passed ?? null,
      link: trial?.session?.state() ?? null,
      bus: watch.summary(trial?.session?.counts().malformed ?? 0),
    };
  }

  function end(): void {
    trial?.abort.abort();
    void trial?.session?.close();
    cancelTick();
    trial = null;
  }

  function tick(): void {
    feed.changed();
    cancelTick = clock.after(TICK_MS, tick);
  }

  function listen(current: Trial): void {
    if (current.session !== null || current.abort.signal.aborted) return;
    const session = createLcmSession(current.options, { clock, log: silentLog, system });
    current.session = session;
    session.stateChanged.on(feed.changed);
    session.envelopeReceived.on((envelope) => {
      current.watch.hear(envelope);
      feed.changed();
    });
    session.strayEvent.on((name) => {
      current.watch.hearOther(name);
      feed.changed();
    });
    tick();
  }

  async function run(current: Trial): Promise<void> {
    const { options, abort, steps } = current;
    const { ok } = await checkConnection(
      options,
      { clock, log: silentLog, system, signal: abort.signal },
      (step) => {
        steps.set(step.step, step);
        // The link works. The check may go on waiting for an envelope, which a silent bus has none of.
        if (step.step === 'namespace' && step.state === 'passed') listen(current);
        feed.changed();
      },
    ).catch(() => ({ ok: false }));
    if (abort.signal.aborted) return;
    current.passed = ok;
    if (ok) listen(current);
    feed.changed();
  }

  async function record(): Promise<string> {
    const current = trial;
    if (!current?.session) throw notAllowed('connectNoAddress');
    if (current.recordedTo !== null) return current.recordedTo;
    const time = new Date(clock.now()).toISOString().replaceAll(/\D/g, '');
    const file = join(dataDir, `bus-${time}.jsonl`);
    current.recordedTo = file;
    try {
      const recording = await startRecording({ file, clock, forMs: RECORD_MS });
      const { signal } = current.abort;
      current.session.envelopeReceived.on((envelope) => recording.hear(envelope));
      signal.addEventListener('abort', () => recording.stop());
      if (signal.aborted) recording.stop();
      void recording.ended.then(() => {
        current.recordedTo = null;
      });
      return file;
    } catch (error) {
      current.recordedTo = null;
      throw fileNotSaved(error);
    }
  }

  function named(meanings: readonly EventMeaning[]): NamedMeaning[] {
    const groups = status().bus.groups;
    return meanings.flatMap((meaning) => {
      const group = groups.find(({ id }) => id === meaning.groupId);
      return group === undefined || Object.keys(meaning.roles).length === 0 ? [] : [{ group, meaning }];
    });
  }

  function draft(meanings: readonly EventMeaning[]): SettingsDraft {
    if (trial === null) throw notAllowed('connectNoAddress');
    const said = named(meanings);
    if (said.some(({ meaning }) => missingRoles(meaning).length > 0)) throw notAllowed('connectIncomplete');
    const { text, leftOut } = draftSettings(trial.options, said);
    const held = [...soundSettings(JSON.parse(text)).values.keys()].filter(locked);
    const { path, isThere } = usersFile();
    return { text, leftOut, held, path, canWrite: held.length === 0 && !isThere };
  }

  return {
    status,
    test(input) {
      const reading = readConnectAddress(input, trial?.options ?? null);
      if (!reading.ok) return reading.faults;
      end();
      trial = {
        options: reading.options,
        abort: new AbortController(),
        steps: new Map(),
        watch: createBusWatch(clock),
        passed: null,
        session: null,
        recordedTo: null,
      };
      void run(trial);
      return [];
    },
    members: (groupId) => trial?.watch.members(groupId) ?? [],
    reveal(groupId, pointer) {
      const values = trial?.watch.reveal(groupId, pointer) ?? null;
      if (values === null) throw notAllowed('connectNoMember');
      return values;
    },
    preview(meanings, unmasked) {
      const samples = (id: string): readonly Envelope[] => trial?.watch.samples(id) ?? [];
      const said = named(meanings);
      const known = status().bus.groups.filter(
        ({ dialect, id }) => dialect !== null && !said.some(({ meaning }) => meaning.groupId === id),
      );
      return previewCall(
        [
          ...said.map((each) => ({ samples: samples(each.meaning.groupId), said: each })),
          ...known.map(({ id }) => ({ samples: samples(id), said: null })),
        ],
        unmasked,
      );
    },
    async tryList({ callId, lcmKey, type }) {
      const session = trial?.session;
      if (!session) throw notAllowed('connectNoAddress');
      const result = await (type.toUpperCase() === 'OUTBOUND'
        ? session.listCampaignOutcomes(callId, lcmKey)
        : session.listGroupOutcomes(callId, type));
      if (!result.ok) {
        const { reason: said, cause } = result;
        return {
          rows: [],
          total: 0,
          problem: said === null ? reason(cause) : reason('connectListRefused', { said }),
        };
      }
      const outcomes = result.entries.flatMap((entry) => readOutcomeRow(entry) ?? []);
      const rows = outcomes
        .slice(0, FIRST_ROWS)
        .map(({ id, description }) => ({ id, name: description.slice(0, 200) }));
      return { rows, total: outcomes.length, problem: null };
    },
    draft,
    record,
    write(meanings) {
      const { text, path, held, canWrite } = draft(meanings);
      if (held.length > 0) throw notAllowed('setBySite');
      if (!canWrite || !writeFirstSettings(dataDir, text)) throw notAllowed('connectHasSettings');
      writeSchema(dataDir);
      return path;
    },
    leave() {
      end();
      feed.stop();
    },
  };
}

function notAllowed(code: ReasonCodeWith<never>): NotAllowedError {
  return new NotAllowedError(reason(code));
}
