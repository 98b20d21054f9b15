/** The machine that Afterword runs on, as the outbox tells it from others. */
export interface ThisMachine {
  /** What a submission that is saved here notes; null if the machine cannot be told from others. */
  readonly mark: string | null;
  /** Whether a submission with that mark was saved here. One without a mark was: nothing says otherwise. */
  isHere(mark: string | null): boolean;
}

/** @param marks every mark of this machine, the one for new submissions first; none if it cannot be told from others */
export function thisMachine(marks: readonly string[]): ThisMachine {
  return {
    mark: marks[0] ?? null,
    isHere: (mark) => mark === null || marks.includes(mark),
  };
}
