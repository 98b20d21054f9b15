/**
 * A newer Afterword that the site offers. `byAdmin`: whoever looks after this computer installs it. `byHand`: this program is the
 * user's own, and does not replace itself. `offered`: the agent can have
 * it loaded. `loading`: it comes. `failed`: it could not be loaded, and the agent can try again. `ready`: it is loaded, and takes
 * a restart. `soon`: Afterword restarts by itself once no call is up, none is to be wrapped up, and nothing is being written.
 */
export interface UpdateView {
  readonly version: string;
  readonly step: 'byAdmin' | 'byHand' | 'offered' | 'loading' | 'failed' | 'ready' | 'soon';
  /** How much of it is loaded, 0 to 100. */
  readonly percent: number;
}
