import { Command, Option } from 'commander';
import { ERROR_PLACES, type ErrorPlace } from '../service/answers.ts';
import type { CatalogueOptions } from '../campaign/catalogue.ts';
import type { FaultInput } from '../faults/faults.ts';
import { ODD_EVENTS, type OddEvent } from '../faults/odd-events.ts';
import { QUIRKS, type Quirk } from '../faults/quirks.ts';
import type { RecordedMessage } from '../replay/recording.ts';
import {
  DEFAULT_EVENT_FORM,
  EVENT_FORMS,
  SOFTPHONES,
  type EventForm,
  type SoftphoneName,
} from '../softphones/call.ts';
import { STORY_NAMES, type StoryName } from '../softphones/stories.ts';
import {
  catalogueFile,
  chance,
  entryLimit,
  factor,
  fileText,
  millisecondRange,
  recordingFile,
  socketPath,
  wholeNumber,
  type ChanceFlag,
} from './flag-values.ts';
import { MALFORMED_KINDS } from '../faults/malformed.ts';
import { REQUESTS } from '../wire/requests.ts';
import type { SimulatorOptions } from '../simulator.ts';

/** The parsed command line. */
export interface CliOptions {
  readonly simulator: SimulatorOptions;
  /** Settings of the calls that ring by themselves; null: none ring. */
  readonly demo: {
    everyMs: number;
    maxOpen: number;
    user: string;
    stories: readonly StoryName[];
  } | null;
  /** File to which each settled ledger entry is appended as one JSON line. */
  readonly ledgerFile: string | null;
}

interface Flags {
  port: number;
  host: string;
  path: string;
  namespace: string;
  event: string;
  token?: string;
  tlsKey?: string;
  tlsCert?: string;
  privateReplies?: true;
  knownCallsOnly?: true;
  call?: string[];
  errorPlace: ErrorPlace;
  announce: boolean;
  catalogue?: CatalogueOptions;
  rows?: number;
  ledgerFile?: string;
  ledgerLimit?: number;
  demo?: true;
  demoEvery: number;
  demoOpen: number;
  demoAgent: string;
  story: StoryName[];
  softphone: SoftphoneName;
  eventForm: EventForm;
  agentState?: string;
  replay?: RecordedMessage[];
  replaySpeed: number;
  latency?: { minMs: number; maxMs: number };
  dropReply?: ChanceFlag;
  duplicateReply?: ChanceFlag;
  lateReply?: ChanceFlag;
  lateBy: number;
  disconnectBefore?: ChanceFlag;
  disconnectAfter?: ChanceFlag;
  disconnectBy: 'cut' | 'goodbye';
  refuse?: ChanceFlag;
  refuseMsg?: string | false;
  wsError?: ChanceFlag;
  malformedReply?: ChanceFlag;
  malformedKind: (typeof MALFORMED_KINDS)[number] | 'any';
  refuseConnections?: number;
  refuseHow: 'deny' | 'close';
  foreignTraffic?: number;
  quirk?: ChanceFlag;
  quirkKind: Quirk | 'any';
  oddEvents?: ChanceFlag;
  oddEventKind: OddEvent | 'any';
  quietQuestions?: string[];
  only?: string[];
}

/**
 * Reads the command line.
 * @param argv the arguments alone, without node and script
 * @throws CommanderError after it has printed the help, or the error with the flag and the reason
 */
export function parseCommandLine(argv: readonly string[]): CliOptions {
  const command = createCommand().exitOverride();
  command.parse(argv, { from: 'user' });
  const flags = command.opts<Flags>();
  if ((flags.tlsKey === undefined) !== (flags.tlsCert === undefined)) {
    command.error("error: option '--tls-key' and option '--tls-cert' need each other");
  }
  return {
    simulator: simulatorOptions(flags),
    demo:
      flags.demo === true
        ? {
            everyMs: flags.demoEvery,
            maxOpen: flags.demoOpen,
            user: flags.demoAgent,
            stories: flags.story,
          }
        : null,
    ledgerFile: flags.ledgerFile ?? null,
  };
}

function simulatorOptions(flags: Flags): SimulatorOptions {
  const { port, host, path, namespace, event, errorPlace, token, softphone } = flags;
  const { tlsKey: key, tlsCert: cert, agentState: state, replay, replaySpeed, rows, ledgerLimit } = flags;
  return {
    ...{ port, host, path, namespace, event, errorPlace, softphone },
    ...(token !== undefined && { token }),
    ...(key !== undefined && cert !== undefined && { tls: { key, cert } }),
    shared: flags.privateReplies !== true,
    knownCallsOnly: flags.knownCallsOnly === true,
    calls: flags.call ?? [],
    announceOutcomes: flags.announce,
    form: flags.eventForm,
    ...(state !== undefined && { agentState: { event: 'SetAgentState', user: flags.demoAgent, state } }),
    ...(replay && { replay, replaySpeed }),
    ...flags.catalogue,
    ...(rows !== undefined && { generateRows: rows }),
    ...(ledgerLimit !== undefined && { ledgerLimit }),
    faults: faultInput(flags),
  };
}

function faultInput(flags: Flags): FaultInput {
  const { disconnectBy: by, refuseMsg } = flags;
  const msg = refuseMsg === false ? { msg: null } : refuseMsg === undefined ? {} : { msg: refuseMsg };
  return {
    latency: flags.latency ?? null,
    dropReply: faultOf(flags.dropReply, {}),
    duplicateReply: faultOf(flags.duplicateReply, {}),
    lateReply: faultOf(flags.lateReply, { afterMs: flags.lateBy }),
    disconnectBefore: faultOf(flags.disconnectBefore, { by }),
    disconnectAfter: faultOf(flags.disconnectAfter, { by }),
    refuse: faultOf(flags.refuse, msg),
    wsError: faultOf(flags.wsError, {}),
    malformedReply: faultOf(flags.malformedReply, { kind: flags.malformedKind }),
    quirk: faultOf(flags.quirk, { kind: flags.quirkKind }),
    oddEvents: faultOf(flags.oddEvents, { kind: flags.oddEventKind }),
    quiet: flags.quietQuestions ?? null,
    refuseConnections:
      flags.refuseConnections === undefined ? null : { ms: flags.refuseConnections, how: flags.refuseHow },
    foreignTraffic: flags.foreignTraffic ?? null,
    only: flags.only ?? null,
  };
}

/** A fault's input: how often it strikes, with the fault's own fields; null if the flag was not given. */
function faultOf<E extends object>(chance: ChanceFlag | undefined, extra: E) {
  if (chance === undefined) return null;
  if (chance === true) return extra;
  return typeof chance === 'number' ? { times: chance, ...extra } : { ...chance, ...extra };
}

function createCommand(): Command {
  const command = new Command('simulator')
    .description('A simulated LCM: a Socket.IO server that answers as the vendor pages show.')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      '\nCHANCE is how often a fault strikes: "always", a number of times ("3"), or a share of requests or call events ("25%").\n' +
        'The ledger is at /ledger of the printed address; PATCH /faults changes faults while it runs.',
    );
  const group = (name: string, options: Option[]): void => {
    command.optionsGroup(name);
    for (const option of options) command.addOption(option);
  };

  group('Server', [
    flag('--port <number>', 'port to listen on; 0 takes a free one')
      .default(0)
      .argParser(wholeNumber(0, 65_535)),
    flag('--host <address>', 'address to listen on').default('127.0.0.1'),
    flag('--path <path>', "Socket.IO's path").default('/socket.io').argParser(socketPath),
    flag('--namespace <name>', "Socket.IO's namespace").default('/'),
    flag('--event <name>', 'the event that carries messages').default('message'),
    flag('--token <token>', 'refuse clients that send another auth.token'),
    flag('--tls-key <file>', 'private key as PEM; the server then speaks only TLS').argParser(fileText),
    flag('--tls-cert <file>', 'certificate as PEM').argParser(fileText),
    flag('--private-replies', 'each client hears only its own replies, not the whole bus'),
  ]);
  group('LCM', [
    flag('--known-calls-only', 'answer unknown callids with a WS_Error'),
    flag('--call <callid...>', 'known callids, in addition to those of calls that rang'),
    flag('--error-place <place>', 'where the reply holds a WS_Error')
      .choices(ERROR_PLACES)
      .default(ERROR_PLACES[0]),
    flag('--no-announce', 'send no OutcomeSetForCall after a set'),
    flag('--catalogue <file>', 'JSON: {"campaign": [rows], "groups": {"MANUAL": [rows]}}').argParser(
      catalogueFile,
    ),
    flag('--rows <number>', 'generate this many outcomes instead')
      .argParser(wholeNumber(1, 1_000_000))
      .conflicts('catalogue'),
    flag('--ledger-file <file>', 'append the ledger to this file, one JSON line for each set'),
    flag('--ledger-limit <number>', 'how many sets to keep in memory; "all" keeps all').argParser(entryLimit),
  ]);
  group('Calls that ring by themselves', [
    flag('--demo', 'ring a call when a client connects, and then again and again'),
    flag('--demo-every <ms>', 'time from one call to the next')
      .default(45_000)
      .argParser(wholeNumber(100, 86_400_000)),
    flag('--demo-open <number>', 'ring no call while this many wait for an outcome')
      .default(6)
      .argParser(wholeNumber(1, 10_000)),
    flag('--demo-agent <id>', 'the agent the calls are for').default('testagent'),
    flag('--story <name...>', 'what happens in these calls, in turn')
      .choices(STORY_NAMES)
      .default(['answered']),
  ]);
  group('The bus', [
    flag('--softphone <name>', 'the softphone that tells of calls').choices(SOFTPHONES).default('amazon'),
    flag(
      '--event-form <form>',
      'call events as documented, or with the agent as plain text, as older LCMs do',
    )
      .choices(EVENT_FORMS)
      .default(DEFAULT_EVENT_FORM),
    flag('--agent-state <state>', 'tell each client that the demo agent is signed in, such as "Available"'),
    flag(
      '--replay <file>',
      'play a recorded bus to each client: JSON Lines of {"at": ms, "message": …}',
    ).argParser(recordingFile),
    flag('--replay-speed <number>', 'how many times faster than it was recorded')
      .default(1)
      .argParser(factor),
  ]);
  group('Faults', [
    flag('--latency <ms>', 'delay every request, such as 200 or 100-900').argParser(millisecondRange),
    flag('--drop-reply <chance>', 'apply the set, do not reply').argParser(chance),
    flag('--duplicate-reply <chance>', 'reply twice').argParser(chance),
    flag('--late-reply <chance>', 'apply the set at once, reply late').argParser(chance),
    flag('--late-by <ms>', 'how late').default(15_000).argParser(wholeNumber(0, 86_400_000)),
    flag('--disconnect-before <chance>', 'end the link instead of applying').argParser(chance),
    flag('--disconnect-after <chance>', 'apply the set, end the link before the reply').argParser(chance),
    flag('--disconnect-by <how>', 'how to end the link').choices(['cut', 'goodbye']).default('cut'),
    flag('--refuse <chance>', 'reply success: false').argParser(chance),
    flag('--refuse-msg <text>', 'the reason in the refusal'),
    flag('--no-refuse-msg', 'give no reason'),
    flag('--ws-error <chance>', 'reply with a WS_Error').argParser(chance),
    flag('--malformed-reply <chance>', 'apply the set, send a malformed reply').argParser(chance),
    flag('--malformed-kind <kind>', 'how the reply is malformed')
      .choices(['any', ...MALFORMED_KINDS])
      .default('any'),
    flag('--quirk <chance>', "send a reply that differs from the page's sample, but is meant well").argParser(
      chance,
    ),
    flag('--quirk-kind <kind>', 'how the reply differs')
      .choices(['any', ...QUIRKS])
      .default('any'),
    flag(
      '--odd-events <chance>',
      'send call events twice, out of order, without key, for nobody …',
    ).argParser(chance),
    flag('--odd-event-kind <kind>', 'what is wrong with them')
      .choices(['any', ...ODD_EVENTS])
      .default('any'),
    flag('--quiet-questions <subtopic...>', 'do not know these requests: answer nothing').choices(
      REQUESTS.map((spec) => spec.subtopic),
    ),
    flag('--refuse-connections <ms>', 'accept no connection for this long').argParser(
      wholeNumber(0, 86_400_000),
    ),
    flag('--refuse-how <how>', 'deny handshakes, or close the port')
      .choices(['deny', 'close'])
      .default('deny'),
    flag('--foreign-traffic <ms>', 'how often a message of another app is sent').argParser(
      wholeNumber(1, 86_400_000),
    ),
    flag('--only <subtopic...>', 'faults strike only these requests').choices(
      REQUESTS.map((spec) => spec.subtopic),
    ),
  ]);
  return command;
}

function flag(flags: string, text: string): Option {
  return new Option(flags, text);
}
