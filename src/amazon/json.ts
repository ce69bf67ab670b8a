/** Undefined for what is no JSON; an error would quote the text, and that may hold a token. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
