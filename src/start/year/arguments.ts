/** What the command line asks for. */
export type Arguments =
  | { readonly kind: 'tell'; /** Ends when the story is told, instead of waiting for Ctrl-C. */ readonly end: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const HELP = `npm run year: an authorization's years in less than two minutes, on a real Temporal server.

  npm run year              tells the story, then stays up for you to look around; Ctrl-C stops it
  npm run year -- --end     tells the story and ends
  npm run year -- --help    shows this

A year has 70 days of half a second. Everything is real but Amazon and Commerce, which are simulated, and the length of
the days. It works in .evergrant/year and begins afresh each time; ports as npm start takes them.

Exit codes: 0 everything was as it must be, 1 it was not or a part failed, 2 arguments or settings cannot be used.
`;

export function readArguments(args: readonly string[]): Arguments {
  if (args.length === 0) return { kind: 'tell', end: false };
  const [first] = args;
  if (args.length === 1 && first === '--end') return { kind: 'tell', end: true };
  if (args.length === 1 && (first === '--help' || first === '-h')) return { kind: 'help' };
  return { kind: 'wrong', message: `npm run year takes --end or --help; got: ${args.join(' ')}` };
}
