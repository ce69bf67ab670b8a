/** Line breaks, control characters and those that turn the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Text that somebody else wrote, made fit to be shown: no control characters, at most `max` characters. Not escaped. */
export function outsideText(text: string, max = 60): string {
  const characters = Array.from(text.replace(INVISIBLE, ' ').trim());
  return characters.length <= max ? characters.join('') : `${characters.slice(0, max - 1).join('')}…`;
}
