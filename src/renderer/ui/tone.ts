/** The colour of a state, as the `data-tone` of its element (`styles/tones.css`); `calm` has no special colour. */
export type Tone = 'good' | 'wait' | 'bad' | 'info' | 'calm';
