/** Longest text any field of a draft may hold, in UTF-16 units: a guard against runaway input, not a limit of LCM. */
export const FIELD_LIMIT = 20_000;
