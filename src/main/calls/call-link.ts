import { readNamedCall, type CallFact, type CallReading, type SaidOfCall } from './named-call.ts';

/**
 * Scheme of the links that a softphone opens: `afterword://wrap-up?callid=…&account=…`, with the call's type and the
 * contact's name and time zone if it knows them: `type=…`, `contact=…`, `zone=Europe/Madrid`.
 */
export const CALL_LINK_SCHEME = 'afterword';

/** A longer link is refused. Twice as long as the longest command line of Windows. In UTF-16 units. */
const LONGEST = 65_536;

/** Why a link or a command line was refused. Each fault is a key of the locale files. */
export type CallLinkFault =
  | 'tooLong'
  | 'notALink'
  | 'badCharacters'
  | 'unknownTarget'
  | 'duplicateParameter'
  | 'missingParameter'
  | 'severalCalls';

/**
 * The call that a link names, or why there is none. `amended` names what was cleaned or left out: facts of the call, and
 * `parameter` for parameters that are not known. `detail` is for the log: it says what is wrong and never contains a
 * value of the link.
 */
export type CallLinkResult =
  | (Omit<CallReading & { readonly ok: true }, 'amended'> & {
      readonly amended: readonly (CallFact | 'parameter')[];
    })
  | { readonly ok: false; readonly code: CallLinkFault; readonly detail: string };

/** A link's parameters, and the fact of a call that each says. */
const PARAMETERS = {
  callid: 'callId',
  account: 'lcmKey',
  type: 'type',
  contact: 'contact',
  zone: 'zone',
} as const satisfies Record<string, keyof SaidOfCall>;
type Parameter = keyof typeof PARAMETERS;

/** One parameter as it came. `isExact` is false if its text was not encoded as it should be. */
interface Said {
  readonly parameter: string;
  readonly value: string;
  readonly isExact: boolean;
}

/**
 * The same as command-line switches. Chromium takes `--type=…` for the kind of process and then does not start the
 * app, so the switch is `--call-type`. `--type X` in two words is harmless.
 */
const SWITCHES: ReadonlyMap<string, Parameter> = new Map([
  ['--callid', 'callid'],
  ['--account', 'account'],
  ['--type', 'type'],
  ['--call-type', 'type'],
  ['--contact', 'contact'],
  ['--zone', 'zone'],
]);

/**
 * Reads a call from a link. Any web page can open one, so its target and the call's identity have to be exact. The
 * rest is only a help and never a reason to refuse the link.
 * Percent-encoding is undone by RFC 3986, so a `+` is a plus. Parameter names may be in any case.
 */
export function parseCallLink(text: string): CallLinkResult {
  const link = text.trim();
  if (link.length > LONGEST) return refuse('tooLong', `has more than ${LONGEST} characters`);
  const [target, query = ''] = splitOnce(link, '?');
  if (!target.toLowerCase().startsWith(`${CALL_LINK_SCHEME}:`))
    return refuse('notALink', `is not a link of the form ${CALL_LINK_SCHEME}://…`);
  // Some shells and browsers add a slash after the target.
  if (!/^[a-z]+:\/\/wrap-up\/?$/i.test(target))
    return refuse('unknownTarget', 'leads to something other than wrap-up');
  const said = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): Said => {
      const [name, value = ''] = splitOnce(pair, '=');
      const decoded = decode(value);
      return { parameter: decode(name).text.toLowerCase(), value: decoded.text, isExact: decoded.isExact };
    });
  return toCall(said);
}

/**
 * Finds a call in the arguments of a start: a link at any place, or `--callid X --account Y --call-type Z` (also
 * `--callid=X`).
 *
 * @returns null if the arguments name no call
 */
export function findCallInArguments(argv: readonly string[]): CallLinkResult | null {
  const links = argv.filter((argument) => argument.trim().toLowerCase().startsWith(`${CALL_LINK_SCHEME}:`));
  const switches = readSwitches(argv);
  if (links.length + (switches === null ? 0 : 1) > 1) {
    return refuse('severalCalls', 'the arguments name more than one call');
  }
  return links[0] === undefined ? switches : parseCallLink(links[0]);
}

function readSwitches(argv: readonly string[]): CallLinkResult | null {
  const said = argv.flatMap((argument, index): Said[] => {
    const [name, inline] = splitOnce(argument, '=');
    const parameter = SWITCHES.get(name.toLowerCase());
    if (parameter === undefined) return [];
    const next = argv[index + 1];
    const value = inline ?? (next?.startsWith('--') === true ? undefined : next);
    return [{ parameter, value: value ?? '', isExact: true }];
  });
  // A type alone names no call: it may be one of Chromium's own switches.
  return said.every(({ parameter }) => parameter === 'type') ? null : toCall(said);
}

function toCall(said: readonly Said[]): CallLinkResult {
  const facts: Partial<Record<keyof SaidOfCall, string>> = {};
  const amended = new Set<CallFact | 'parameter'>();
  for (const { parameter, value, isExact } of said) {
    if (!isParameter(parameter)) {
      amended.add('parameter');
      continue;
    }
    const fact = PARAMETERS[parameter];
    const before = facts[fact] ?? '';
    const isOther = before !== '' && before !== value.trim();
    if (fact === 'callId' || fact === 'lcmKey') {
      if (!isExact) return refuse('badCharacters', `has a ${parameter} that is not encoded as it should be`);
      if (isOther) return refuse('duplicateParameter', `has more than one ${parameter}`);
    } else if (isOther || !isExact) amended.add(fact);
    if (before === '') facts[fact] = value.trim();
  }
  const reading = readNamedCall(facts);
  if (reading.ok) return { ...reading, amended: [...new Set([...amended, ...reading.amended])] };
  const { field, why } = reading.fault;
  return refuse(why === 'missing' ? 'missingParameter' : why, `${field}: ${why}`);
}

const isParameter = (name: string): name is Parameter => Object.hasOwn(PARAMETERS, name);

function refuse(code: CallLinkFault, detail: string): CallLinkResult & { ok: false } {
  return { ok: false, code, detail };
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * Undoes percent-encoding. What is not encoded as it should be stays as it is, such as the sign in `50% off` and a `#`,
 * which begins a fragment in other links. Bytes that are no UTF-8 become U+FFFD.
 */
function decode(text: string): { readonly text: string; readonly isExact: boolean } {
  try {
    return { text: decodeURIComponent(text), isExact: !text.includes('#') };
  } catch {
    const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      new TextDecoder().decode(Buffer.from(run.replaceAll('%', ''), 'hex')),
    );
    return { text: decoded, isExact: false };
  }
}
