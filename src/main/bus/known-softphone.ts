import { foldWord } from '#main/calls/dialects/lookup.ts';
import type { Dialect } from '#main/calls/dialects/dialect.ts';
import { DIALECTS } from '#main/calls/dialects/rows.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';

/** The softphone whose documented event this is; null if it is none. */
export function knownSoftphone({
  channel,
  topic,
  subtopic,
}: Pick<Envelope, 'channel' | 'topic' | 'subtopic'>): Dialect | null {
  const has = (names: readonly string[], name: string): boolean =>
    names.some((known) => foldWord(known) === foldWord(name));
  const isOf = (dialect: Dialect): boolean =>
    has(dialect.channels, channel) && has(dialect.topics, topic) && has(dialect.subtopics, subtopic);
  return DIALECTS.find(isOf) ?? null;
}
