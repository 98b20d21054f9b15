import { jsonOf } from '#shared/lcm/json.ts';
import { cleanText } from '#shared/text/clean-text.ts';
import { foldWord } from './lookup.ts';

/** Members that name a person, folded. */
const NAMING = new Set(
  'loginname login loginid username user userid name id agent agentname agentid email emailaddress'.split(
    ' ',
  ),
);
/** Members that name a telephone. Genesys puts the login there (page call-event-parameters-2). */
const EXTENSIONS = new Set(['extension']);
/** Members that hold another description of the person. */
const HOLDING = new Set(['user', 'agent', 'agentinfo', 'info', 'data', 'details']);

/** In UTF-16 units. */
const NAME_LIMIT = 256;
/** More entries, members or levels are not looked at. */
const LIMIT = 100;
const DEPTH = 3;

/** Whom an event names. */
export interface NamedAgents {
  /** Login names, user names, ids …: the call is an agent's of one of these names. */
  readonly names: readonly string[];
  /** Extensions, which may be the agent's name too, but do not name anybody else. */
  readonly hints: readonly string[];
}

/**
 * Reads whom a value names: a text, a number, an object such as `User` on the bus, that object as JSON, or a list of them. The pages call `User`
 * "agent information" and do not say what is in it.
 */
export function readAgents(value: unknown): NamedAgents {
  const names: string[] = [];
  const hints: string[] = [];
  const add = (list: string[], text: unknown): void => {
    const name = cleanText(text, NAME_LIMIT);
    if (name !== null) list.push(name);
  };
  const read = (each: unknown, depth: number): void => {
    if (Array.isArray(each)) {
      if (depth < DEPTH) for (const entry of each.slice(0, LIMIT)) read(entry, depth + 1);
    } else if (typeof each === 'object' && each !== null) {
      for (const key of Object.keys(each).slice(0, LIMIT)) {
        const member = (each as Record<string, unknown>)[key];
        const word = key.length > NAME_LIMIT ? '' : foldWord(key);
        const isText = typeof member === 'string' || typeof member === 'number';
        if (NAMING.has(word) && isText) add(names, member);
        else if (EXTENSIONS.has(word) && isText) add(hints, member);
        else if (HOLDING.has(word) && depth < DEPTH) read(member, depth + 1);
      }
    } else add(names, each);
  };
  read(jsonOf(value), 0);
  return { names, hints };
}

/** The names of all who take part in a call: a list of them, or an object that has each under an id. */
export function readParticipants(value: unknown): readonly string[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return readAgents(isObject ? [value, ...(Object.values(value) as unknown[]).slice(0, LIMIT)] : value).names;
}

/**
 * Whether two names are the same agent's. Case does not count. A domain (`DOMAIN\user`, `user@domain`) counts only if
 * both names have one.
 */
export function isSameAgent(left: string, right: string): boolean {
  const [a, b] = [splitName(left), splitName(right)];
  return a.user === b.user && (a.domain === null || b.domain === null || a.domain === b.domain);
}

function splitName(name: string): { readonly user: string; readonly domain: string | null } {
  const folded = name.trim().toLowerCase();
  const slash = folded.indexOf('\\');
  if (slash > 0 && slash < folded.length - 1)
    return { user: folded.slice(slash + 1), domain: folded.slice(0, slash) };
  const at = folded.lastIndexOf('@');
  if (at > 0 && at < folded.length - 1) return { user: folded.slice(0, at), domain: folded.slice(at + 1) };
  return { user: folded, domain: null };
}
