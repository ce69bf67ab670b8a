/** The mail in which somebody passes the link on to the primary user of the Amazon account. `name`: the backend's. */
export function passOnWords(name: string, link: string): { readonly subject: string; readonly body: string } {
  return {
    subject: `Our Amazon account: please give access to ${name}`,
    body: `Only the primary user of our Amazon seller account can do this. Please open the link and follow it to Amazon; it takes about a minute:\n\n${link}\n`,
  };
}
