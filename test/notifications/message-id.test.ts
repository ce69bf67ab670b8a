import { messageIdOf } from '../../src/notifications/message-id';

const mail = { onboardingId: 'acme', step: 'reminder-30', generation: 1, round: 0, contactId: 'contact-7' };

describe('messageIdOf', () => {
  it('is the same for the same mail', () => {
    expect(messageIdOf({ ...mail }, 'mail.example')).toBe(messageIdOf(mail, 'mail.example'));
  });

  it.each([
    { onboardingId: 'globex' },
    { step: 'reminder-7' },
    { generation: 2 },
    { round: 1 },
    { contactId: 'contact-8' },
    { onboardingId: 'acme","reminder', step: '30' },
  ])('differs for %j', (other) => {
    expect(messageIdOf({ ...mail, ...other }, 'mail.example')).not.toBe(messageIdOf(mail, 'mail.example'));
  });

  it('shows a hash and the domain, no id', () => {
    expect(messageIdOf(mail, 'mail.example')).toMatch(/^<[0-9a-f]{40}@mail\.example>$/);
  });
});
