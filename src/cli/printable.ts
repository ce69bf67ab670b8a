/**
 * Outside text as one harmless line: without controls, which could rewrite a terminal, and without marks that turn the
 * direction of text.
 */
export function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
