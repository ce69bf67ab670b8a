import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Simulator } from '../../src/simulator/start-simulator';
import { start } from './running';

interface Returned {
  readonly envelope: SMTPServerSession['envelope'];
  readonly report: Email;
}

describe('Mail that cannot be delivered', () => {
  let simulator: Simulator;
  let product: SMTPServer;
  let returned: Promise<Returned>;

  beforeEach(async () => {
    let arrived: (mail: Returned) => void;
    returned = new Promise((resolve) => (arrived = resolve));
    product = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onData(stream, { envelope }, done) {
        void buffer(stream)
          .then((raw) => PostalMime.parse(raw, { attachmentEncoding: 'utf8' }))
          .then((report) => {
            done();
            arrived({ envelope, report });
          });
      },
    });
    product.listen(0, '127.0.0.1');
    await once(product.server, 'listening');
    simulator = await start({ bouncePort: (product.server.address() as AddressInfo).port });
  });
  afterEach(async () => {
    await simulator.stop();
    await new Promise((closed) => product.close(() => closed(undefined)));
  });

  async function send(to: string, from = 'evergrant@product.example'): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: simulator.smtpPort });
    await transport.sendMail({
      envelope: { from, to },
      from,
      to,
      subject: 'Hello',
      text: '-',
      messageId: '<one@product.example>',
    });
  }

  it.each(['refuse@acme.example', 'Refuse.me@acme.example', 'refuse+1@acme.example'])(
    'to %s is refused for good while the recipient is named',
    async (to) => {
      await expect(send(to)).rejects.toMatchObject({ responseCode: 550, command: 'RCPT TO' });
      expect(simulator.mails()).toEqual([]);
    },
  );

  it('to bounce@… is taken, shown, and comes back as a report about its Message-ID', async () => {
    await send('bounce@acme.example');
    const { envelope, report } = await returned;
    expect(envelope).toMatchObject({ mailFrom: { address: '' }, rcptTo: [{ address: 'evergrant@product.example' }] });
    const status = report.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
    expect(status?.content).toMatch(
      /^Final-Recipient: rfc822; bounce@acme\.example\r?\nAction: failed\r?\nStatus: 5\.1\.1/m,
    );
    const headers = report.attachments.find(({ mimeType }) => mimeType === 'text/rfc822-headers');
    expect(headers?.content).toContain('Message-ID: <one@product.example>');
    expect(simulator.mails('bounce@acme.example')).toHaveLength(1);
  });

  it('comes back from no address that only looks similar', async () => {
    await send('bouncer@acme.example');
    await send('anna.bounce@acme.example');
    await send('refused@acme.example');
    await send('bounce@last.example');
    const { report } = await returned;
    expect(
      report.attachments.some(({ content }) => typeof content === 'string' && content.includes('bounce@last.example')),
    ).toBe(true);
    expect(simulator.mails()).toHaveLength(4);
  });
});
