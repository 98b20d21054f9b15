import type { z } from 'zod';
import type { FieldProblem } from '#shared/draft/draft.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { EventName, EventPayload } from './events.ts';
import type { requests } from './requests/index.ts';
import type { TypeOf } from './type-only.ts';

type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestInput<N extends RequestName> = z.input<Requests[N]['input']>;
export type RequestOutput<N extends RequestName> = TypeOf<Requests[N]['output']>;

/** Errors are values. The screen shows `error.<code>` and offers `detail` as an explanation. */
export interface ContractError {
  readonly code: ErrorCode;
  readonly detail: Reason | null;
  readonly problems: FieldProblem[];
}

export const ERROR_CODES = [
  'badRequest',
  'invalid',
  'notSaved',
  'notFound',
  'notAllowed',
  'unavailable',
  'failed',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export type Answer<T> = { ok: true; value: T } | { ok: false; error: ContractError };

/** The screen's side of the contract: one method for each request, and `on` for events. */
export type AfterwordApi = {
  readonly [N in RequestName]: (
    ...input: RequestInput<N> extends undefined ? [] : [RequestInput<N>]
  ) => Promise<Answer<RequestOutput<N>>>;
} & {
  /** Calls `listener` with each event of that name until the returned function is called. */
  readonly on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void;
};
