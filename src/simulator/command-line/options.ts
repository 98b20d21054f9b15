import { Command, Option } from 'commander';
import { ERROR_PLACES, type ErrorPlace } from '../service/answers.ts';
import type { CatalogueOptions } from '../campaign/catalogue.ts';
import type { FaultInput } from '../faults/faults.ts';
import {
  catalogueFile,
  chance,
  fileText,
  limit,
  range,
  socketPath,
  whole,
  type Chance,
} from './flag-values.ts';
import { MALFORMED_KINDS } from '../faults/malformed.ts';
import { REQUESTS } from '../wire/requests.ts';
import type { SimulatorOptions } from '../simulator.ts';

/** What the command line asks for. */
export interface CliOptions {
  readonly simulator: SimulatorOptions;
  /** Calls that ring on their own; null: none do. */
  readonly demo: { everyMs: number; maxOpen: number; user: string } | null;
  /** File to which settled ledger entries are appended, one JSON line each. */
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
  latency?: { minMs: number; maxMs: number };
  dropReply?: Chance;
  duplicateReply?: Chance;
  lateReply?: Chance;
  lateBy: number;
  disconnectBefore?: Chance;
  disconnectAfter?: Chance;
  disconnectBy: 'cut' | 'goodbye';
  refuse?: Chance;
  refuseMsg?: string | false;
  wsError?: Chance;
  malformedReply?: Chance;
  malformedKind: (typeof MALFORMED_KINDS)[number] | 'any';
  refuseConnections?: number;
  refuseHow: 'deny' | 'close';
  foreignTraffic?: number;
  only?: string[];
}

/**
 * Reads the command line.
 * @param argv the arguments alone, without node and script
 * @throws CommanderError after having printed help or, naming the flag and the reason, the error
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
        ? { everyMs: flags.demoEvery, maxOpen: flags.demoOpen, user: flags.demoAgent }
        : null,
    ledgerFile: flags.ledgerFile ?? null,
  };
}

function simulatorOptions(flags: Flags): SimulatorOptions {
  const { port, host, path, namespace, event, errorPlace, tlsKey, tlsCert } = flags;
  return {
    ...{ port, host, path, namespace, event, errorPlace },
    ...(flags.token === undefined ? {} : { token: flags.token }),
    ...(tlsKey === undefined || tlsCert === undefined ? {} : { tls: { key: tlsKey, cert: tlsCert } }),
    shared: flags.privateReplies !== true,
    knownCallsOnly: flags.knownCallsOnly === true,
    calls: flags.call ?? [],
    announceOutcomes: flags.announce,
    ...flags.catalogue,
    ...(flags.rows === undefined ? {} : { generateRows: flags.rows }),
    ...(flags.ledgerLimit === undefined ? {} : { ledgerLimit: flags.ledgerLimit }),
    faults: faultInput(flags),
  };
}

function faultInput(flags: Flags): FaultInput {
  const { disconnectBy: by, refuseMsg } = flags;
  const msg = refuseMsg === false ? { msg: null } : refuseMsg === undefined ? {} : { msg: refuseMsg };
  return {
    latency: flags.latency ?? null,
    dropReply: struck(flags.dropReply, {}),
    duplicateReply: struck(flags.duplicateReply, {}),
    lateReply: struck(flags.lateReply, { afterMs: flags.lateBy }),
    disconnectBefore: struck(flags.disconnectBefore, { by }),
    disconnectAfter: struck(flags.disconnectAfter, { by }),
    refuse: struck(flags.refuse, msg),
    wsError: struck(flags.wsError, {}),
    malformedReply: struck(flags.malformedReply, { kind: flags.malformedKind }),
    refuseConnections:
      flags.refuseConnections === undefined ? null : { ms: flags.refuseConnections, how: flags.refuseHow },
    foreignTraffic: flags.foreignTraffic ?? null,
    only: flags.only ?? null,
  };
}

function struck<E extends object>(chance: Chance | undefined, extra: E) {
  if (chance === undefined) return null;
  if (chance === true) return extra;
  return typeof chance === 'number' ? { times: chance, ...extra } : { ...chance, ...extra };
}

function createCommand(): Command {
  const command = new Command('simulator')
    .description('An LCM to run against: a Socket.IO server that answers as the vendor pages do.')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      '\nCHANCE is how often a fault strikes: "always", a number of times ("3"), or a share of requests ("25%").\n' +
        'The ledger is at /ledger of the printed address; PATCH /faults changes faults while it runs.',
    );
  const group = (name: string, options: Option[]): void => {
    command.optionsGroup(name);
    for (const option of options) command.addOption(option);
  };

  group('Server', [
    flag('--port <number>', 'port to listen on; 0 takes a free one').default(0).argParser(whole(0, 65_535)),
    flag('--host <address>', 'address to listen on').default('127.0.0.1'),
    flag('--path <path>', "Socket.IO's path").default('/socket.io').argParser(socketPath),
    flag('--namespace <name>', "Socket.IO's namespace").default('/'),
    flag('--event <name>', 'the event that carries messages').default('message'),
    flag('--token <token>', 'refuse clients whose auth.token is another'),
    flag('--tls-key <file>', 'private key as PEM: speak TLS only').argParser(fileText),
    flag('--tls-cert <file>', 'certificate as PEM').argParser(fileText),
    flag('--private-replies', 'each client hears its own replies only, not the whole bus'),
  ]);
  group('LCM', [
    flag('--known-calls-only', 'answer unknown callids with a WS_Error'),
    flag('--call <callid...>', 'callids that are known, beside those of calls that rang'),
    flag('--error-place <place>', 'where a WS_Error stands in the reply')
      .choices(ERROR_PLACES)
      .default(ERROR_PLACES[0]),
    flag('--no-announce', 'no OutcomeSetForCall after a set'),
    flag('--catalogue <file>', 'JSON: {"campaign": [rows], "groups": {"MANUAL": [rows]}}').argParser(
      catalogueFile,
    ),
    flag('--rows <number>', 'generate so many outcomes instead')
      .argParser(whole(1, 1_000_000))
      .conflicts('catalogue'),
    flag('--ledger-file <file>', 'append the ledger to this file, one JSON line a set'),
    flag('--ledger-limit <number>', 'how many sets to keep in memory; "all" for all').argParser(limit),
  ]);
  group('Calls that ring on their own', [
    flag('--demo', 'ring one when a client connects, and then again and again'),
    flag('--demo-every <ms>', 'how often').default(45_000).argParser(whole(100, 86_400_000)),
    flag('--demo-open <number>', 'ring none while so many wait for an outcome')
      .default(6)
      .argParser(whole(1, 10_000)),
    flag('--demo-agent <id>', 'whom they are for').default('testagent'),
  ]);
  group('Faults', [
    flag('--latency <ms>', 'delay every request, such as 200 or 100-900').argParser(range),
    flag('--drop-reply <chance>', 'apply, do not reply').argParser(chance),
    flag('--duplicate-reply <chance>', 'reply twice').argParser(chance),
    flag('--late-reply <chance>', 'apply at once, reply late').argParser(chance),
    flag('--late-by <ms>', 'how late').default(15_000).argParser(whole(0, 86_400_000)),
    flag('--disconnect-before <chance>', 'end the link instead of applying').argParser(chance),
    flag('--disconnect-after <chance>', 'apply, end the link before the reply').argParser(chance),
    flag('--disconnect-by <how>', 'end links like that').choices(['cut', 'goodbye']).default('cut'),
    flag('--refuse <chance>', 'reply success: false').argParser(chance),
    flag('--refuse-msg <text>', 'the reason given'),
    flag('--no-refuse-msg', 'give no reason'),
    flag('--ws-error <chance>', 'reply a WS_Error').argParser(chance),
    flag('--malformed-reply <chance>', 'apply, reply nonsense').argParser(chance),
    flag('--malformed-kind <kind>', 'what nonsense')
      .choices(['any', ...MALFORMED_KINDS])
      .default('any'),
    flag('--refuse-connections <ms>', 'let nobody in for so long').argParser(whole(0, 86_400_000)),
    flag('--refuse-how <how>', 'by saying no, or by not listening')
      .choices(['deny', 'close'])
      .default('deny'),
    flag('--foreign-traffic <ms>', "another app's message every so often").argParser(whole(1, 86_400_000)),
    flag('--only <subtopic...>', 'faults strike these requests only').choices(
      REQUESTS.map((spec) => spec.subtopic),
    ),
  ]);
  return command;
}

function flag(flags: string, text: string): Option {
  return new Option(flags, text);
}
