import type { Logger } from 'pino';
import { isoInstant, type Clock } from './domain/clock';
import type { Mailing } from './registry/mailing';

/** Says at the start of a process whether mails may leave: a copy of a database must not write to the people of the original. */
export async function settleMail(mailing: Mailing, environment: string, clock: Clock, log: Logger): Promise<void> {
  const found = await mailing.settle(environment, clock.now());
  if (found.standing === 'foreign') {
    log.error(
      { here: environment, home: found.home },
      'No mail is sent: the database belongs to another environment. If it has moved here, run: evergrant mail move',
    );
  } else if (found.standing === 'muted') {
    log.warn({ since: isoInstant(found.mute.since) }, 'No mail is sent: it is muted. See: evergrant mail show');
  }
}
