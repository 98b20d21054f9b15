import type { DataPlaces } from '#main/moving/places.ts';

/** What a process that settles the data folder is told. */
export interface MovingOrders {
  readonly places: DataPlaces;
  /** Before which change to the files it is killed, counted from 1; null lets it end. */
  readonly killAt: number | null;
  /** Whether it keeps the data open until its stdin ends. */
  readonly stays: boolean;
}

/** What it says, one JSON text a line: which folder it uses, then that it has opened it and after how many changes of files. */
export type MovingReport =
  | { readonly path: string; readonly news: string | null }
  | { readonly opened: true; readonly changes: number };
