import type { Unverifiable } from '../domain/outcomes';

/**
 * Why a mail will never arrive as it is. `address_malformed` and `recipient_refused` are about the contact;
 * `sender_refused` (credentials, sender address, the relay's policy) and `message_refused` are for an operator.
 */
export type MailRejection = 'address_malformed' | 'recipient_refused' | 'sender_refused' | 'message_refused';

type Failure = { readonly outcome: 'rejected'; readonly reason: MailRejection } | Unverifiable;

/** What the SMTP client hangs onto its errors; everything else on them is dropped, because it quotes addresses. */
interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/** RFC 5321 §4.2.1: a 5xx reply is permanent, a 4xx asks to come again. */
export function smtpFailure(error: unknown): Failure {
  const { code, command, responseCode, response }: SmtpError = typeof error === 'object' && error !== null ? error : {};

  if (typeof responseCode === 'number' && responseCode >= 500) {
    return { outcome: 'rejected', reason: refusal(code, command, response) };
  }
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return { outcome: 'unverifiable', reason: 'server_error' };
  }
  if (code === 'ETIMEDOUT') return { outcome: 'unverifiable', reason: 'timeout' };
  if (code === 'EPROTOCOL' || code === 'ETLS') return { outcome: 'unverifiable', reason: 'unexpected_answer' };
  if (code === 'EAUTH') return { outcome: 'rejected', reason: 'sender_refused' };
  return { outcome: 'unverifiable', reason: 'unreachable' };
}

function refusal(code: unknown, command: unknown, response: unknown): MailRejection {
  if (code === 'EMESSAGE') return 'message_refused';
  // RFC 3463: 5.7.x is security or policy ("relaying denied", a blocked sender), whoever the recipient is.
  const policy = typeof response === 'string' && /^\d{3}[ -]5\.7\.\d/.test(response);
  return command === 'RCPT TO' && !policy ? 'recipient_refused' : 'sender_refused';
}
