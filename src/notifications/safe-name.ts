const NAME_MAX_CHARACTERS = 60;

/**
 * What mail programs turn into a link or an address: an at sign, a scheme, two slashes, a name with a dot and letters
 * behind it (`example.com`).
 */
const LINKABLE = /@|\/\/|\\\\|\b[a-z][a-z0-9+.-]*:\S|[\p{L}\p{N}]\.\p{L}{2}/iu;

/**
 * A name that somebody else chose, fit for a mail: one line without controls or invisible characters, at most 60
 * characters. Undefined where nothing is left or where it holds anything that a mail program would make clickable; a
 * name is then better left out than repaired, because what remains of a repaired address may be another address.
 */
export function safeName(name: string): string | undefined {
  const line = singleLine(name.normalize('NFKC'));
  if (line === '' || LINKABLE.test(line.replaceAll('。', '.'))) return undefined;

  const characters = Array.from(line);
  if (characters.length <= NAME_MAX_CHARACTERS) return line;
  return `${characters
    .slice(0, NAME_MAX_CHARACTERS - 1)
    .join('')
    .trimEnd()}…`;
}

/** Without controls, invisible and direction-changing characters; every run of white space becomes one space. */
export function singleLine(text: string): string {
  return text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .trim();
}
