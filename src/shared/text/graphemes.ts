let segmenter: Intl.Segmenter | null = null;

/** The graphemes of a text. The tables for them are read with the first text, which takes as long as half a frame. */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}
