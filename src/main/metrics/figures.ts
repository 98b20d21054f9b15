import { COUNTED_STATES } from '#main/outbox/outbox-figures.ts';
import type { Readings } from './readings.ts';

/** One value of a figure, and the state that it is about, if it is about one. */
export interface Value {
  readonly value: number;
  readonly state?: string;
}

/** A figure as the site's tools get it. */
export interface Figure {
  /** Named as OpenTelemetry's conventions want it. The state of a value is its attribute `afterword.state`. */
  readonly name: string;
  /** A unit of UCUM; what is counted stands in braces. */
  readonly unit: string;
  /** A gauge says how it is now; a counter only grows, and begins again with each start. */
  readonly kind: 'gauge' | 'counter';
  readonly description: string;
  read(now: Readings): readonly Value[];
}

const LINK_STATES = ['connected', 'connecting', 'unreachable', 'refused'] as const;

/** The age of what was made then, in seconds; 0 if there is nothing. A clock that was set back makes nothing younger. */
const age = (madeAt: number | null, now: number): number =>
  madeAt === null ? 0 : Math.max(0, (now - madeAt) / 1_000);

/** Everything that the site is told, besides how long a search takes. `docs/fleet/README.md` lists it for readers. */
export const FIGURES: readonly Figure[] = [
  {
    name: 'afterword.outbox.submissions',
    unit: '{submission}',
    kind: 'gauge',
    description: 'Submissions in the outbox, by state.',
    read: ({ outbox: { waiting, sending, refused, held } }) =>
      Object.entries({ waiting, sending, refused, held }).map(([state, value]) => ({ state, value })),
  },
  {
    name: 'afterword.outbox.oldest_age',
    unit: 's',
    kind: 'gauge',
    description:
      'Age of the oldest submission that waits for LCM, and of the oldest that needs a person; 0 for none.',
    read: ({ figures, now }) => [
      { state: 'waiting', value: age(figures.oldestWaitingAt, now) },
      { state: 'needs_person', value: age(figures.oldestNeedsPersonAt, now) },
    ],
  },
  {
    name: 'afterword.outbox.unknown',
    unit: '{submission}',
    kind: 'gauge',
    description: 'Submissions in the outbox that LCM may have already, because its reply never came.',
    read: ({ figures }) => [{ value: figures.unknown }],
  },
  {
    name: 'afterword.submissions',
    unit: '{submission}',
    kind: 'counter',
    description: 'Submissions that came into a state since the start, by state.',
    read: ({ figures }) => COUNTED_STATES.map((state) => ({ state, value: figures.arrived[state] })),
  },
  {
    name: 'afterword.link.state',
    unit: '{link}',
    kind: 'gauge',
    description: '1 for the state that the link to LCM is in, 0 for the others.',
    read: ({ link }) => LINK_STATES.map((state) => ({ state, value: state === link ? 1 : 0 })),
  },
  {
    name: 'afterword.link.up_time',
    unit: 's',
    kind: 'counter',
    description: 'For how long the link to LCM was up since the start.',
    read: ({ linkUpMs }) => [{ value: linkUpMs / 1_000 }],
  },
  {
    name: 'process.uptime',
    unit: 's',
    kind: 'gauge',
    description: 'The time since Afterword was started.',
    read: () => [{ value: process.uptime() }],
  },
  {
    name: 'afterword.start.duration',
    unit: 's',
    kind: 'gauge',
    description: 'From the start of the process until a screen first got its state.',
    read: ({ startMs }) => (startMs === null ? [] : [{ value: startMs / 1_000 }]),
  },
];

/** How long it takes from a key in the search of the outcomes until the found ones are painted. */
export const SEARCH_FIGURE = {
  name: 'afterword.search.duration',
  unit: 's',
  description: 'From a key in the search of the outcomes until the list is painted.',
  /** Upper bounds in seconds: a frame is 0.017, and nobody notices less than 0.1. */
  bounds: [0.008, 0.017, 0.034, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5],
} as const;
