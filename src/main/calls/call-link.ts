import { callReferenceSchema, type CallReference } from '#shared/contract/requests/calls.ts';

/**
 * Scheme of the links that a softphone opens: `afterword://wrap-up?callid=…&account=…&type=…`, with the contact's
 * name and time zone if it knows them: `contact=…`, `zone=Europe/Madrid`.
 */
export const CALL_LINK_SCHEME = 'afterword';

/** A longer link or argument is refused. In UTF-16 units. */
const LONGEST = 2_000;

/** Why a link or a command line was refused. Each fault is a key of the locale files. */
export type CallLinkFault =
  | 'tooLong'
  | 'notALink'
  | 'badCharacters'
  | 'unknownTarget'
  | 'unknownParameter'
  | 'duplicateParameter'
  | 'missingParameter'
  | 'invalidParameter'
  | 'severalCalls';

/** `detail` is for the log: it says what is wrong and never contains a value of the link. */
export type CallLinkResult =
  | { readonly ok: true; readonly reference: CallReference }
  | { readonly ok: false; readonly code: CallLinkFault; readonly detail: string };

/** A link's parameters, and the field of a call reference that each fills. */
const PARAMETERS = {
  callid: 'callId',
  account: 'lcmKey',
  type: 'type',
  contact: 'contact',
  zone: 'zone',
} as const;
type Parameter = keyof typeof PARAMETERS;
const OPTIONAL: ReadonlySet<Parameter> = new Set(['contact', 'zone']);

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

const isParameter = (name: string): name is Parameter => Object.hasOwn(PARAMETERS, name);

/** Control characters and unpaired surrogates. No id contains them. */
const BAD_CHARACTERS = /[\p{Cc}\p{Cs}]/u;

/**
 * Reads a call from a link. Any web page can open one, so anything that is not exactly such a link is refused.
 * Percent-encoding is undone by RFC 3986, so a `+` is a plus. Blanks around a value are dropped, and parameter names
 * may be in any case.
 */
export function parseCallLink(text: string): CallLinkResult {
  const link = text.trim();
  if (link.length > LONGEST) return refuse('tooLong', `has more than ${LONGEST} characters`);
  if (BAD_CHARACTERS.test(link)) return refuse('badCharacters', 'has control characters');
  const url = parseUrl(link);
  if (url?.protocol !== `${CALL_LINK_SCHEME}:`) {
    return refuse('notALink', `is not a link of the form ${CALL_LINK_SCHEME}://…`);
  }
  const bare = url.username === '' && url.password === '' && url.hash === '';
  // Some shells and browsers add a slash after the target.
  if (!bare || url.host.toLowerCase() !== 'wrap-up' || !['', '/'].includes(url.pathname))
    return refuse('unknownTarget', 'leads to something other than wrap-up');

  const values = new Map<Parameter, string>();
  for (const pair of url.search.slice(1).split('&')) {
    if (pair === '') continue;
    const [name, value] = splitOnce(pair, '=').map((part) => decode(part ?? ''));
    if (name === undefined || value === undefined) {
      return refuse('badCharacters', 'has a percent-encoding that is not UTF-8');
    }
    const fault = put(values, name.toLowerCase(), value);
    if (fault !== null) return fault;
  }
  return toReference(values);
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
  const found = argv.flatMap((argument, index) => {
    const [name, inline] = splitOnce(argument, '=');
    const parameter = SWITCHES.get(name.toLowerCase());
    if (parameter === undefined) return [];
    const next = argv[index + 1];
    return [{ parameter, value: inline ?? (next?.startsWith('--') === true ? undefined : next) }];
  });
  // A type alone names no call: it may be one of Chromium's own switches.
  if (found.every(({ parameter }) => parameter === 'type')) return null;

  const values = new Map<Parameter, string>();
  for (const { parameter, value } of found) {
    if (value === undefined) return refuse('missingParameter', `has no value after --${parameter}`);
    if (value.length > LONGEST) return refuse('tooLong', `has more than ${LONGEST} characters`);
    if (BAD_CHARACTERS.test(value)) return refuse('badCharacters', 'has control characters');
    const fault = put(values, parameter, value);
    if (fault !== null) return fault;
  }
  return toReference(values);
}

function put(values: Map<Parameter, string>, name: string, value: string) {
  if (!isParameter(name))
    return refuse('unknownParameter', 'has a parameter other than callid, account, type, contact, zone');
  if (values.has(name)) return refuse('duplicateParameter', `has ${name} more than once`);
  values.set(name, value.trim());
  return null;
}

function toReference(values: ReadonlyMap<Parameter, string>): CallLinkResult {
  const fields: Record<string, string> = {};
  for (const name of Object.keys(PARAMETERS) as Parameter[]) {
    const value = values.get(name) ?? '';
    if (value === '' && OPTIONAL.has(name)) continue;
    if (value === '') return refuse('missingParameter', `has no ${name}`);
    fields[PARAMETERS[name]] = value;
  }
  const parsed = callReferenceSchema.safeParse(fields);
  if (parsed.success) return { ok: true, reference: parsed.data };
  // The schema's messages name the broken rule, not the value.
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return refuse('invalidParameter', faults.join('; '));
}

function refuse(code: CallLinkFault, detail: string): CallLinkResult & { ok: false } {
  return { ok: false, code, detail };
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
