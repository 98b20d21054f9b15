import type { AfterwordApi } from '#shared/contract/index.ts';

declare global {
  interface Window {
    /** The contract, exposed by the preload; absent in the browser host. */
    readonly afterword?: AfterwordApi;
  }
}
