import type { ComingRows } from '#shared/outcomes/outcome-list.ts';
import { linesOf } from '#shared/outcomes/packed-rows.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';
import { packingOf, type ListedOutcomes, type Packing } from './listed-outcomes.ts';

/** How many lines go to the screen together: each answer costs both sides a third of a millisecond. */
const TOGETHER = 4;

/** A list that LCM is asked for: its packed lines, as they come, for a screen that makes its tree meanwhile. */
export class ComingList {
  #rows: readonly OutcomeRow[] | null = null;
  #packing: Packing | null = null;
  /** Undefined until LCM has answered; null if nothing of it may be shown. */
  #whole: { readonly version: string; readonly lines: readonly string[] } | null | undefined;
  #waiting: (() => void)[] = [];

  /** Whether its answer is perhaps being read. */
  get hasBegun(): boolean {
    return this.#rows !== null;
  }

  /** Only the first list that grows while LCM is asked is told of. */
  readonly grow = (rows: readonly OutcomeRow[]): void => {
    if (this.#rows === null) {
      this.#rows = rows;
      this.#packing = packingOf(rows);
    }
    if (this.#rows === rows && this.#packing?.packWhole() === true) this.#wake();
  };

  /** @param rows LCM's answer; null if it gave none */
  end(rows: readonly OutcomeRow[] | null, { version, packed }: ListedOutcomes): void {
    const isOfAnother = this.#rows !== null && this.#rows !== rows;
    this.#whole = rows === null || isOfAnother ? null : { version, lines: linesOf(packed) };
    this.#wake();
  }

  /**
   * Resolves once there are enough lines after the first `from`.
   *
   * @returns null if the list is none, or not the one whose lines were told
   */
  async linesFrom(from: number): Promise<ComingRows | null> {
    const enough = from === 0 ? 1 : from + TOGETHER;
    while (this.#whole === undefined && (this.#packing?.lines.length ?? 0) < enough)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.#whole === null) return null;
    const { lines, version = null } = this.#whole ?? { lines: this.#packing?.lines ?? [] };
    return { lines: lines.slice(from), version };
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
