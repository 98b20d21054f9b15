import { cleanText } from '#shared/text/clean-text.ts';
import type { BusMember, MemberValues } from '#shared/contract/connect.ts';
import { isJsonObject } from '#shared/lcm/json.ts';

/** Members that are kept of a group, different values of a member, and members whose values are all counted. */
const MOST_MEMBERS = 250;
const MOST_VALUES = 24;
const MOST_COUNTED = 6;
/** A longer value is no name of a phase or a type. In UTF-16 units. */
const LONGEST_VALUE = 64;
/** A revealed value is cut after this. In UTF-16 units. */
const LONGEST_SHOWN = 300;

/** The group that the envelope is in, which every envelope of the group says. */
const NAMES = new Set(['channel', 'topic', 'subtopic']);

interface Member {
  readonly pointer: string;
  readonly name: string;
  /** The names from the envelope on, this one last. */
  readonly path: readonly string[];
  readonly below: Map<string, Member>;
  kind: BusMember['kind'];
  size: number;
  latest: string;
  readonly values: Map<string, number>;
  more: boolean;
}

/** The members that the envelopes of one group have had, with the few different values of each. */
export interface Members {
  /** Looks into an envelope. It is pruned already. */
  add(envelope: object): void;
  /** Counts only the values that somebody has asked for. Quick, for every envelope of a flood. */
  count(envelope: object): void;
  list(): BusMember[];
  reveal(pointer: string): MemberValues | null;
}

export function createMembers(): Members {
  const top = new Map<string, Member>();
  const byPointer = new Map<string, Member>();
  const counted = new Set<Member>();

  function enter(siblings: Map<string, Member>, above: Member | null, name: string, value: unknown): void {
    let member = siblings.get(name);
    if (member === undefined) {
      if (byPointer.size >= MOST_MEMBERS) return;
      const pointer = `${above?.pointer ?? ''}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      member = {
        pointer,
        name,
        path: [...(above?.path ?? []), name],
        below: new Map(),
        kind: 'nothing',
        size: 0,
        latest: '',
        values: new Map(),
        more: false,
      };
      siblings.set(name, member);
      byPointer.set(pointer, member);
    }
    note(member, value);
    const entries = Array.isArray(value)
      ? value.map((each, at) => [String(at), each] as const)
      : Object.entries(isJsonObject(value) ? value : {});
    for (const [below, each] of entries) enter(member.below, member, below, each);
  }

  return {
    add(envelope) {
      for (const [name, value] of Object.entries(envelope))
        // What an envelope does not carry is null in its copy.
        if (!NAMES.has(name) && value !== null) enter(top, null, name, value);
    },
    count(envelope) {
      for (const member of counted) noteValue(member, valueAt(envelope, member.path));
    },
    list() {
      const lines: BusMember[] = [];
      const add = (member: Member, depth: number): void => {
        const { pointer, name, kind, size, below } = member;
        lines.push({ pointer, name: cleanText(name, LONGEST_VALUE) ?? '?', depth, kind, size });
        for (const each of below.values()) add(each, depth + 1);
      };
      for (const member of top.values()) add(member, 0);
      return lines;
    },
    reveal(pointer) {
      const member = byPointer.get(pointer);
      if (member === undefined) return null;
      if (counted.size < MOST_COUNTED) counted.add(member);
      const { latest, values, more } = member;
      return { latest, values: [...values].map(([value, count]) => ({ value, count })), more };
    },
  };
}

function valueAt(envelope: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    envelope,
  );
}

function note(member: Member, value: unknown): void {
  if (Array.isArray(value)) {
    member.kind = 'list';
    member.size = value.length;
  } else if (isJsonObject(value)) {
    member.kind = 'group';
    member.size = Object.keys(value).length;
  } else if (member.below.size === 0) {
    member.kind = kindOf(value);
    member.size = typeof value === 'string' ? value.length : String(value).length;
    noteValue(member, value);
  }
}

function kindOf(value: unknown): BusMember['kind'] {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'flag' : 'nothing';
}

function noteValue(member: Member, value: unknown): void {
  const text = cleanText(typeof value === 'boolean' ? String(value) : value, LONGEST_SHOWN);
  if (text === null) return;
  member.latest = text;
  const known = member.values.get(text);
  if (known === undefined && (text.length > LONGEST_VALUE || member.values.size >= MOST_VALUES))
    member.more = true;
  else member.values.set(text, (known ?? 0) + 1);
}
