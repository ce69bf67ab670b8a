/** Unicode characters (code points), as JSON Schema's maxLength counts them and unlike `length`. */
export function characterCount(text: string): number {
  return Array.from(text).length;
}
