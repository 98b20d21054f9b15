import type { CallView, LinkState } from '#shared/contract/app-state.ts';

/**
 * If the bus tells nothing of a call for this long, its end was probably missed: few calls ring or last longer without
 * any event. In milliseconds.
 */
const PLAUSIBLE = { ringing: 5 * 60_000, talking: 60 * 60_000 } as const;

/**
 * Whether a call that rings or is talked in, as far as is known, may be over: Afterword started or the link to LCM was
 * cut since the bus last told of it, or that is too long ago.
 *
 * @param now milliseconds since the epoch
 */
export function mayBeOver(
  { phase, heardAt }: Pick<CallView, 'phase' | 'heardAt'>,
  link: Pick<LinkState, 'since'>,
  now: number,
): boolean {
  if (phase === 'ended') return false;
  return heardAt === null || heardAt < link.since || now - heardAt > PLAUSIBLE[phase];
}
