/** The code of the error with which an answer ends that sends the client elsewhere. */
export const REDIRECTED = 'AFTERWORD_REDIRECTED';

/** Such an answer, with its HTTP status, and the address as the server gives it. */
export interface Redirected extends Error {
  readonly code: typeof REDIRECTED;
  readonly status: number;
  readonly to: string;
}
