import { createSecretKey } from 'node:crypto';
import { messageIdOf } from '../../src/notifications/message-id';

const mail = { onboardingId: 'acme', step: 'reminder-30', generation: 1, round: 0, contactId: 'contact-7' };

const KEY = createSecretKey(Buffer.alloc(32, 7));

describe('messageIdOf', () => {
  it('is the same for the same mail', () => {
    expect(messageIdOf({ ...mail }, 'mail.example', KEY)).toBe(messageIdOf(mail, 'mail.example', KEY));
  });

  it.each([
    { onboardingId: 'globex' },
    { step: 'reminder-7' },
    { generation: 2 },
    { round: 1 },
    { contactId: 'contact-8' },
    { onboardingId: 'acme","reminder', step: '30' },
  ])('differs for %j', (other) => {
    expect(messageIdOf({ ...mail, ...other }, 'mail.example', KEY)).not.toBe(messageIdOf(mail, 'mail.example', KEY));
  });

  it('cannot be worked out without the key, whatever else is known', () => {
    const otherKey = createSecretKey(Buffer.alloc(32, 8));
    expect(messageIdOf(mail, 'mail.example', otherKey)).not.toBe(messageIdOf(mail, 'mail.example', KEY));
  });

  it('shows a hash and the domain, no id', () => {
    expect(messageIdOf(mail, 'mail.example', KEY)).toMatch(/^<[0-9a-f]{40}@mail\.example>$/);
  });
});
