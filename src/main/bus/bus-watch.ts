import type { Clock } from '#main/base/clock.ts';
import { cleanText } from '#shared/text/clean-text.ts';
import type { Dialect } from '#main/calls/dialects/dialect.ts';
import { documentedDialect } from '#main/calls/dialects/rows.ts';
import type { BusMember, BusSummary, MemberValues } from '#shared/contract/connect.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { foldName } from '#shared/lcm/json.ts';
import { createMembers, type Members } from './members.ts';
import { prune } from './prune.ts';

/** Groups that are kept. Envelopes of further groups are only counted. */
const MOST_GROUPS = 60;
/** Names of other events that are kept. */
const MOST_NAMES = 20;
/** Samples of a group that are kept, the newest first. Each is pruned, see `prune.ts`. */
const MOST_SAMPLES = 8;
/** The first envelopes of a group are all looked into; after that, one in this time, in milliseconds. */
const FIRST = 20;
const REST_MS = 250;
/** In UTF-16 units. */
const NAME_LIMIT = 120;

/**
 * What comes over a bus, summarised so that a flood costs little: every envelope is counted, a few of each group are kept
 * and looked into. Nothing grows without bound, and nothing is written down.
 */
export interface BusWatch {
  hear(envelope: Envelope): void;
  hearOther(eventName: unknown): void;
  /** @param malformed how many messages so far had another event name or were no envelopes */
  summary(malformed: number): BusSummary;
  members(groupId: string): readonly BusMember[];
  /** Null if there is no such member. From now on each of its values is counted. */
  reveal(groupId: string, pointer: string): MemberValues | null;
  /** The newest first, pruned. */
  samples(groupId: string): readonly Envelope[];
}

interface Group {
  readonly id: string;
  readonly channel: string;
  readonly topic: string;
  readonly subtopic: string;
  readonly dialect: string | null;
  readonly members: Members;
  samples: Envelope[];
  count: number;
  lastAt: number;
  lookedAt: number;
}

export function createBusWatch(clock: Pick<Clock, 'now' | 'monotonic'>): BusWatch {
  const groups = new Map<string, Group>();
  const byId = new Map<string, Group>();
  const others = new Map<string, number>();
  let total = 0;
  let beyond = 0;
  let strays = 0;
  let told = { at: clock.monotonic(), total: 0, perSecond: 0 };

  function groupOf(envelope: Envelope): Group | null {
    const { channel, topic, subtopic } = envelope;
    const key = JSON.stringify([channel, topic, subtopic].map(foldName));
    const known = groups.get(key);
    if (known !== undefined) return known;
    if (groups.size >= MOST_GROUPS) return null;
    const group: Group = {
      id: `g${groups.size}`,
      channel: nameOf(channel),
      topic: nameOf(topic),
      subtopic: nameOf(subtopic),
      dialect: softphoneName(documentedDialect(envelope)),
      members: createMembers(),
      samples: [],
      count: 0,
      lastAt: 0,
      lookedAt: -Infinity,
    };
    groups.set(key, group);
    byId.set(group.id, group);
    return group;
  }

  return {
    hear(envelope) {
      total += 1;
      const group = groupOf(envelope);
      if (group === null) {
        beyond += 1;
        return;
      }
      group.count += 1;
      group.lastAt = clock.now();
      const now = clock.monotonic();
      if (group.count > FIRST && now - group.lookedAt < REST_MS) {
        group.members.count(envelope);
        return;
      }
      group.lookedAt = now;
      const sample = prune(envelope) as Envelope;
      group.samples = [sample, ...group.samples].slice(0, MOST_SAMPLES);
      group.members.add(sample);
    },
    hearOther(eventName) {
      strays += 1;
      const name = nameOf(String(eventName));
      if (others.has(name) || others.size < MOST_NAMES) others.set(name, (others.get(name) ?? 0) + 1);
    },
    summary(malformed) {
      const now = clock.monotonic();
      if (now - told.at >= 1_000)
        told = { at: now, total, perSecond: Math.round(((total - told.total) * 1_000) / (now - told.at)) };
      return {
        groups: [...groups.values()].map(({ id, channel, topic, subtopic, dialect, count, lastAt }) => ({
          id,
          channel,
          topic,
          subtopic,
          dialect,
          count,
          lastAt,
        })),
        total,
        perSecond: told.perSecond,
        beyond,
        unreadable: Math.max(0, malformed - strays),
        otherEvents: [...others].map(([name, count]) => ({ name, count })),
      };
    },
    members: (groupId) => byId.get(groupId)?.members.list() ?? [],
    reveal: (groupId, pointer) => byId.get(groupId)?.members.reveal(pointer) ?? null,
    samples: (groupId) => byId.get(groupId)?.samples ?? [],
  };
}

/** As people read it, such as `Amazon outbound`. */
function softphoneName(dialect: Dialect | null): string | null {
  return dialect === null ? null : dialect.name.charAt(0).toUpperCase() + dialect.name.slice(1);
}

function nameOf(text: string): string {
  return cleanText(text, NAME_LIMIT) ?? '?';
}
