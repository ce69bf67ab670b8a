/** What the command line asks for. */
export type Arguments =
  { readonly kind: 'start' } | { readonly kind: 'help' } | { readonly kind: 'wrong'; readonly message: string };

export const HELP = `npm start: Evergrant on this machine, with a Temporal server and a simulator of Amazon and Commerce.

  npm start              starts everything, or goes on where it stopped; Ctrl-C stops it
  npm start -- --help    shows this

Settings (environment):
  EVERGRANT_DATA_DIR     where data, keys and logs are kept (.evergrant)
  PORT                   API and pages (3000)
  SIMULATOR_PORT         simulated Seller Central, Commerce and mailbox (4000)
  SIMULATOR_SMTP_PORT    mail (2525)
  BOUNCE_SMTP_PORT       mails that come back (2526)
  TEMPORAL_PORT          Temporal (7233)
  TEMPORAL_UI_PORT       Temporal UI (8233)
  TEMPORAL_ADDRESS       a Temporal server that runs already; none is started then
  TEMPORAL_NAMESPACE     its namespace (default)
  EVERGRANT_CACHE_DIR    where a fetched Temporal CLI is kept (~/.cache/evergrant)
  LOG_LEVEL              of the product (info)

A first start takes the next free port where one is taken, and remembers its ports in the data folder.
`;

export function readArguments(args: readonly string[]): Arguments {
  const [first] = args;
  if (first === undefined) return { kind: 'start' };
  if (args.length === 1 && (first === '--help' || first === '-h')) return { kind: 'help' };
  return { kind: 'wrong', message: `npm start takes no arguments but --help; got: ${args.join(' ')}` };
}
