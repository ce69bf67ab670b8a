import { checkMailServer, type MailServerCheck } from '../../notifications/smtp-check';
import type { Installation } from '../installation';
import { ill, unwise, well, type Check, type Finding } from './finding';

const TIMEOUT_MS = 5_000;

export function mailCheck({ smtp, mode }: Installation): Check {
  const where = `${smtp.host}:${smtp.port}`;
  return {
    subject: 'mail',
    look: async () => [finding(await checkMailServer(smtp, TIMEOUT_MS), where, mode === 'production')],
  };
}

function finding(check: MailServerCheck, where: string, overNetworks: boolean): Finding {
  switch (check.outcome) {
    case 'ready': {
      const login = check.loggedIn ? ', and the login is accepted' : '';
      if (check.encrypted || !overNetworks) return well('mail', `The mail server at ${where} answers${login}.`);
      return unwise(
        'mail',
        `The mail server at ${where} answers and offers no TLS: links travel readable.`,
        'Use a mail server with TLS (SMTP_SECURE=true or STARTTLS).',
      );
    }
    case 'unreachable':
      return ill(
        'mail',
        `The mail server at ${where} ${REASONS[check.why]}.`,
        'Check SMTP_HOST and SMTP_PORT, and that it runs.',
      );
    case 'tls_failed':
      return ill(
        'mail',
        `No TLS comes about with the mail server at ${where}, or its certificate is not trusted.`,
        'Check SMTP_SECURE (true for port 465, false for 587) and the certificate.',
      );
    case 'login_refused':
      return ill('mail', `The mail server at ${where} refuses the login.`, 'Check SMTP_USER and SMTP_PASSWORD.');
    case 'unexpected_answer':
      return ill(
        'mail',
        `What answers at ${where} does not speak SMTP.`,
        'Check SMTP_HOST, SMTP_PORT and SMTP_SECURE.',
      );
  }
}

const REASONS = {
  dns: 'has a name that is unknown',
  connect: 'takes no connections',
  timeout: 'does not answer in time',
} as const;
