/**
 * Outside text as one capped line: controls, invisible formatting (bidirectional marks too) and lone surrogates become
 * blanks. It is still outside text, to be escaped wherever it is shown.
 */
export function plainText(text: string, maxLength: number): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).trimEnd()}…`;
}
