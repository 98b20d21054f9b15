/** A type of call, upper-cased, such as OUTBOUND. */
export const CALL_TYPE = /^[A-Z][A-Z0-9_-]{0,31}$/;
