import { setImmediate } from 'node:timers/promises';
import { errorKind } from '#main/base/error-words.ts';
import type { z } from 'zod';
import { NotFoundError, NotSavedError } from '#main/database/errors.ts';
import { NotAllowedError } from '#main/outbox/transitions.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { Answer, ErrorCode, RequestName } from '#shared/contract/index.ts';
import { REQUEST_NAMES, requests } from '#shared/contract/requests/index.ts';
import type { HandlersOf } from '#shared/contract/requests/row.ts';
import type { FieldProblem } from '#shared/draft/draft.ts';

/** A refusal. Handlers throw it; it reaches the screen as a value, and the screen words it by its code. */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly problems: FieldProblem[];

  readonly detail: Reason | null;

  constructor(code: ErrorCode, detail: Reason | null, problems: FieldProblem[] = []) {
    super(code);
    this.detail = detail;
    this.name = 'RequestError';
    this.code = code;
    this.problems = problems;
  }
}

export type Handlers = HandlersOf<typeof requests>;

export type AnswerRequest = (name: unknown, input: unknown) => Promise<Answer<unknown>>;

const names: ReadonlySet<unknown> = new Set(REQUEST_NAMES);

/**
 * The core's side of the contract: checks that a request exists and that its input fits its schema, hands it to its
 * handler, and turns whatever goes wrong into an error value. It never throws.
 *
 * @param onFault is called with the request's name for errors that no handler expected
 */
export function serveContract(
  handlers: Handlers,
  onFault: (name: RequestName, error: unknown) => void,
): AnswerRequest {
  return async (name, input) => {
    if (!isRequestName(name)) return failure('badRequest', reason('badInput', { what: 'name' }));
    const checked = requests[name].input.safeParse(input ?? undefined);
    if (!checked.success)
      return failure('badRequest', reason('badInput', { what: `${name}: ${describe(checked.error)}` }));
    try {
      const handle = handlers[name] as (value: unknown) => unknown;
      return { ok: true, value: await handle(checked.data) };
    } catch (error) {
      if (error instanceof RequestError) return failure(error.code, error.detail, error.problems);
      if (error instanceof NotSavedError) return failure('notSaved', reason(error.reason));
      if (error instanceof NotAllowedError) return failure('notAllowed', error.why);
      if (error instanceof NotFoundError) return failure('notFound', error.what);
      onFault(name, error);
      return failure('failed', reason('unforeseen', { what: `${name}: ${errorKind(error)}` }));
    }
  };
}

/** Has the library of the schemas prepare each for its first use, which else takes as long while a call is drawn. */
export async function prepareSchemas(): Promise<void> {
  for (const name of REQUEST_NAMES) {
    requests[name].input.safeParse({});
    await setImmediate();
  }
}

function isRequestName(name: unknown): name is RequestName {
  return names.has(name);
}

/** Paths and reasons, without the values: they may be what an agent wrote about a person. */
function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'input'}: ${issue.code}`)
    .join('; ');
}

function failure(code: ErrorCode, detail: Reason | null, problems: FieldProblem[] = []): Answer<never> {
  return { ok: false, error: { code, detail, problems } };
}
