import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpSettings } from './smtp';

/** Whether mail could be handed over now. */
export type MailServerCheck =
  | { readonly outcome: 'ready'; readonly encrypted: boolean; readonly loggedIn: boolean }
  /** The name is unknown, nobody listens, or nobody answers. */
  | { readonly outcome: 'unreachable'; readonly why: 'dns' | 'connect' | 'timeout' }
  /** TLS failed, or the server does not offer it where a password must not travel without. */
  | { readonly outcome: 'tls_failed' }
  | { readonly outcome: 'login_refused' }
  /** What answers does not speak SMTP as it should. */
  | { readonly outcome: 'unexpected_answer' };

/**
 * Connects, greets (EHLO), goes over to TLS where it is offered, logs in where a user is configured, and leaves. No mail
 * is sent.
 */
export async function checkMailServer(
  { host, port, secure, auth }: SmtpSettings,
  timeoutMs: number,
): Promise<MailServerCheck> {
  const connection = new SMTPConnection({
    host,
    port,
    secure,
    requireTLS: auth !== undefined && !secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    await connected(connection);
    if (auth) await loggedIn(connection, { user: auth.user, pass: auth.password.reveal() });
    connection.quit();
    return { outcome: 'ready', encrypted: connection.secure, loggedIn: auth !== undefined };
  } catch (error) {
    return failureOf(error);
  } finally {
    connection.close();
  }
}

function connected(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function loggedIn(
  connection: SMTPConnection,
  credentials: { readonly user: string; readonly pass: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.login({ credentials }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Of the client's errors only the kind is kept: their words quote the server. */
function failureOf(error: unknown): Exclude<MailServerCheck, { outcome: 'ready' }> {
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } =
    typeof error === 'object' && error !== null ? error : {};
  if (code === 'EAUTH') return { outcome: 'login_refused' };
  if (code === 'EPROTOCOL') return { outcome: 'unexpected_answer' };
  // A certificate that is refused comes as an error of the socket.
  if (code === 'ETLS' || /certificate|tls|ssl/i.test(String(message))) return { outcome: 'tls_failed' };
  if (code === 'EDNS') return { outcome: 'unreachable', why: 'dns' };
  return { outcome: 'unreachable', why: code === 'ETIMEDOUT' ? 'timeout' : 'connect' };
}
