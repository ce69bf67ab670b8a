import { readdirSync, readFileSync } from 'node:fs';

const TEMPLATES = 'src/notifications/templates/en';
const guide = readFileSync('docs/mails.md', 'utf8');

/** No mail of its own: it is the calendar entry within others. */
const NO_MAIL = ['calendar.eta'];

const subjects = readdirSync(TEMPLATES)
  .filter((name) => !NO_MAIL.includes(name))
  .map((name) => /^Subject: (.+)$/m.exec(readFileSync(`${TEMPLATES}/${name}`, 'utf8'))?.[1] ?? name);

const rows = [...guide.matchAll(/^\| ([A-Z].+?) +\|/gm)].map(([, first]) => first);

it.each(subjects)('docs/mails.md has the mail "%s"', (subject) => {
  expect(rows).toContain(subject);
});

it('docs/mails.md has no mail that there is not', () => {
  expect(rows.filter((row) => !subjects.includes(row!))).toEqual([]);
});
