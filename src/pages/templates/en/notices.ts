import type { NoticeKind } from '../../notices';

export interface NoticeWords {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** `name` is the backend's configured name. */
export function noticeWords(kind: NoticeKind, name: string): NoticeWords {
  const words = (title: string, ...sentences: readonly string[]): NoticeWords => ({ title, sentences });
  switch (kind) {
    case 'linkUnknown':
      return words(
        'We do not know this link',
        'It may have been cut off on its way. Open it once more from the mail, or copy the whole address.',
        `If that does not help, ask ${name} for a new link.`,
      );
    case 'linkDead':
      return words(
        'This link no longer works',
        'It has been used, has expired or was replaced by a newer one.',
        `If you reported a connection, confirmed an address or ended reminders with it, we have that. Otherwise use the link in your latest mail, or ask ${name} for a new one.`,
      );
    case 'ended':
      return words(
        'This connection has been ended',
        `There is nothing to connect or renew any more. If that surprises you, ask ${name}.`,
        `Only you can end the permission at Amazon itself: in Seller Central under “Apps and Services”, “Manage Your Apps”, with “Disable authorization”.`,
      );
    case 'notReady':
      return words(
        'Your store is still being prepared',
        'You cannot connect Amazon yet. Nothing is lost: open your link again in a few minutes.',
        `If it stays like this for more than a day, ask ${name}.`,
      );
    case 'limited':
      return words(
        'Too many tries within an hour',
        'Nothing was sent to Amazon this time. Please wait an hour, then open your link again and press the button once.',
        `If Amazon keeps refusing you, ask ${name} for help and tell what Amazon’s page says.`,
      );
    case 'formRefused':
      return words(
        'We could not accept that click',
        'It did not come from a page that we showed in this browser. Nothing was changed or sent.',
        'Open your link again and press the button there. Your browser must allow cookies for this site.',
      );
    case 'sessionOver':
      return words(
        'Please open your link again',
        'It has been a while since you opened it in this browser. Open the link in your mail once more and press the button there.',
      );
    case 'foreignBrowser':
      return words(
        'Please open your link in this browser',
        'You came back from Amazon in another browser than the one in which you started, or your browser has deleted its cookies. To protect your account nothing was connected.',
        'Open the link in your mail again, in this browser, and go to Amazon from there.',
      );
    case 'callbackIncomplete':
      return words(
        'Amazon’s answer was incomplete',
        'Something is missing in the address with which Amazon sent you back, or it was changed on the way. Nothing was connected.',
        'Open the link in your mail again and connect once more.',
      );
    case 'callbackDeclined':
      return words(
        'Amazon did not give access',
        'You or Amazon stopped before the access was confirmed. Nothing was connected and nothing was changed.',
        'If you want to try again, open the link in your mail once more.',
      );
    case 'nothingToSnooze':
      return words(
        'There is nothing to put off',
        'Either no reminders are coming now, or the last days have begun: their reminders come in any case.',
      );
    case 'manageLinkAsked':
      return words(
        'The link is on its way',
        'It comes by mail, to the address to which we write about this connection, and works for 24 hours.',
      );
    case 'tooOften':
      return words('That was changed too often', 'Nothing was changed this time. In an hour you can do it again.');
    case 'linksLimited':
      return words(
        'Enough links were mailed for now',
        'Please look into the mails that came, and among unwanted ones. In an hour you can ask again.',
      );
    case 'nobodyToMail':
      return words(
        'Our mails do not arrive',
        `The address that we have for this connection does not take mails. Please tell ${name} where you can be reached.`,
      );
    case 'loginAsked':
      return words(
        'If we know this account, a mail is on its way',
        'Open the link in it, in this browser and within nine minutes: it takes you straight back to Amazon. Later, or elsewhere, it works too and begins anew.',
        `If no mail comes within a few minutes, look among unwanted mails, or use the link of an earlier mail. Otherwise ask ${name}.`,
      );
    case 'loginIncomplete':
      return words(
        'This page is reached from Amazon',
        'Something is missing in the address with which you came. Begin in Amazon Seller Central, under Apps and Services, Manage Your Apps.',
        'Or simply open the link in your latest mail: it does the same.',
      );
    case 'loginRefused':
      return words(
        'This address does not come from Amazon',
        'It would have led you to a page that is not Amazon’s. For your protection we stop here; nothing was sent anywhere.',
        'If you want to renew your connection, open the link in your latest mail, or sign in to Amazon Seller Central yourself.',
      );
    case 'loginHostUnknown':
      return words(
        'We do not know this page of Amazon yet',
        'You came from a page that looks like Amazon’s but is not on our list. For your protection we stop here. Our operators have been told.',
        'To renew your connection now, open the link in your latest mail: it does the same.',
      );
    case 'loginOver':
      return words(
        'That took longer than nine minutes',
        'Amazon allows ten minutes for the whole way. Nothing was changed.',
        'Press Re-authorize in Seller Central once more, or open the link in your latest mail.',
      );
    case 'stateUnknown':
      return words(
        'We do not know this visit',
        'This address is not, or no longer, part of a connection that we know. Nothing was connected.',
        'Open the link in your mail again and connect once more.',
      );
    case 'notThisBrowser':
      return words(
        'Nothing to see here',
        'If you have just connected Amazon, look at the page in the browser in which you started, or open the link in your mail again.',
      );
    case 'disputed':
      return words(
        'Thank you for telling us',
        'We have your report: this connection was not made by you. A person at our side looks into it and will contact you.',
        'You do not have to do anything else. In Amazon Seller Central you can end the access at any time, under Apps and Services, Manage Your Apps.',
      );
    case 'ownerConfirmed':
      return words(
        'Thank you, that is confirmed',
        'The new permission takes the place of the one before in a moment. You do not have to do anything else.',
      );
    case 'contactConfirmed':
      return words('Your address is confirmed', `From now on ${name} writes to you there. You can close this page.`);
    case 'remindersOff':
      return words(
        'You get no more reminders',
        'A mail that confirms it is on its way; its button has them come again.',
        'You still hear from us if the permission has ended, or if something is wrong with it.',
      );
    case 'remindersOn':
      return words('You get reminders again', `${name} reminds you before your Amazon permission ends.`);
    case 'notFound':
      return words('There is no such page', 'Check the address, or open the link in your mail again.');
    case 'tooLarge':
      return words('That was too much', 'The form was larger than we accept. Open the link in your mail again.');
    case 'wrongHost':
      return words(
        'Please open your link again',
        'This form was sent to another address than ours. Nothing was changed. Open the link in your mail again.',
      );
    case 'failed':
      return words(
        'Something went wrong on our side',
        'It is not your fault, and nothing that you did is lost. Please open the link in your mail again in a few minutes.',
      );
  }
}

/** `until`: the day from which reminders come again, in words. */
export function snoozedWords(until: string): NoticeWords {
  return {
    title: 'We remind you later',
    sentences: [
      `No reminder comes until ${until}. Those of the last days before the end come in any case.`,
      'You can renew at any time with the link in every mail; then nothing more comes at all.',
    ],
  };
}
