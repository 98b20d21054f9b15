/** What nobody sees. A copied text may hold it, and an id with it would be another one. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;

/** An id that an agent typed or pasted, without what cannot be seen and without the blanks around it. */
export function typedId(text: string): string {
  return text.replace(UNSEEN, '').trim();
}
