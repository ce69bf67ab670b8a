import { text } from './text';

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";

/**
 * One mailbox, in the form that mail systems use in practice (the dot-atom of RFC 5322, a domain of two labels or more):
 * no display name, comment, quoted part or address literal, so that one string can never become two recipients.
 */
export const email = text({
  description: 'One mail address.',
  example: 'owner@acme.shop',
  pattern: new RegExp(
    `^(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})$`,
  ),
  maxLength: 254,
  code: 'invalid_email',
  detail: 'This is not one mail address.',
  remedy: 'Give one address such as owner@acme.shop, without a name, comma, space or line break.',
});
