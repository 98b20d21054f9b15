/** What can happen to a call. Each softphone has its own name for a moment, or none. */
export const MOMENTS = [
  'preview',
  'initiated',
  'started',
  'ringing',
  'answered',
  'recording',
  'customerAnswered',
  'human',
  'machine',
  'held',
  'consulting',
  'swapped',
  'conference',
  'rejected',
  'missed',
  'ended',
  'afterCallWork',
  'dropped',
] as const;
export type Moment = (typeof MOMENTS)[number];

/** After these moments the call is no longer on. */
export const LAST_MOMENTS: ReadonlySet<Moment> = new Set<Moment>([
  'rejected',
  'missed',
  'ended',
  'afterCallWork',
  'dropped',
]);

/** `leg:` tells the moment of the consult leg, which is a call of its own. A wait lasts the call's `ringMs` or `talkMs`. */
export type Step = Moment | `leg:${Moment}` | 'wait:ring' | 'wait:talk';

const ANSWER = ['ringing', 'wait:ring', 'answered', 'recording'] as const;
const CONSULT = [...ANSWER, 'wait:talk', 'held', 'leg:consulting', 'wait:talk'] as const;
/** A call is dropped when the agent clears it after the after-call work (page amazon-connect-tethered-untethered). */
const END = ['ended', 'afterCallWork', 'wait:talk', 'dropped'] as const;

/** The lives of a call, step by step. A softphone leaves out the moments that its page has no event for. */
export const STORIES = {
  answered: [...ANSWER, 'wait:talk', ...END],
  life: [
    'preview',
    'wait:ring',
    'initiated',
    'started',
    ...ANSWER,
    'customerAnswered',
    'human',
    'wait:talk',
    'held',
    'wait:talk',
    'customerAnswered',
    'wait:talk',
    ...END,
  ],
  preview: ['preview', 'wait:ring', 'initiated', 'started', ...ANSWER, 'wait:talk', ...END],
  skipped: ['preview', 'wait:ring', 'missed'],
  unanswered: ['ringing', 'wait:ring', 'missed'],
  rejected: ['ringing', 'wait:ring', 'rejected'],
  machine: [...ANSWER, 'machine', 'wait:talk', ...END],
  hold: [...ANSWER, 'wait:talk', 'held', 'wait:talk', 'customerAnswered', 'wait:talk', ...END],
  // The agent's connection is told beside the customer's.
  twoConnections: [
    'leg:ringing',
    'ringing',
    'wait:ring',
    'leg:answered',
    'answered',
    'recording',
    'wait:talk',
    'leg:dropped',
    ...END,
  ],
  // Pages consult-call-1, swap-call-1, drop-consult-call, conference-call-2 and transfer-call-1 name the events of both.
  consult: [
    ...CONSULT,
    'swapped',
    'leg:swapped',
    'wait:talk',
    'customerAnswered',
    'leg:dropped',
    'wait:talk',
    ...END,
  ],
  conference: [...CONSULT, 'conference', 'leg:conference', 'wait:talk', 'leg:dropped', ...END],
  transferred: [...CONSULT, 'dropped', 'leg:dropped'],
} as const satisfies Record<string, readonly Step[]>;

export type StoryName = keyof typeof STORIES;
export const STORY_NAMES = Object.keys(STORIES) as StoryName[];
