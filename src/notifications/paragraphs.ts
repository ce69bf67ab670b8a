/** A plain mail to an operator, in both of its forms. */
export function mailOfParagraphs(paragraphs: readonly string[]): { readonly text: string; readonly html: string } {
  return {
    text: `${paragraphs.join('\n\n')}\n`,
    html: paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('\n'),
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
