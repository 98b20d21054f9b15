/** How a state is coloured, as `data-tone` of what shows it (`styles/tones.css`); `calm` has no colour of its own. */
export type Tone = 'good' | 'wait' | 'bad' | 'info' | 'calm';
