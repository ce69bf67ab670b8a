import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Eta } from 'eta';

/** The folder is found beside the compiled file, too: the build copies it (deploy/copy-assets.mjs). */
const TEMPLATES = join(__dirname, 'templates');

export const MAIL_LANGUAGES = ['en'] as const;
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];

export type MailTemplate =
  | 'invitation'
  | 'nudge'
  | 'connected'
  | 'renewed'
  | 'recovered'
  | 'reminder-early'
  | 'reminder-soon'
  | 'reminder-last-day'
  | 'reminder-estimated'
  | 'expired'
  | 'revoked'
  | 'wrong-account'
  | 'confirm-owner'
  | 'disconnected'
  | 'disconnect-undone'
  | 'role-added'
  | 'reminders-off'
  | 'calendar'
  | 'confirm-contact'
  | 'renew-link'
  | 'manage-link'
  | 'contact-changing'
  | 'contact-removed'
  | 'merchant-needed';

/** What a template may use. All of it is outside text to the template: it never decides where a paragraph begins. */
export interface WordsInput {
  /** Who asks. */
  readonly who: string;
  readonly stores: string;
  readonly several: boolean;
  readonly date: string;
  /** "in 7 days" */
  readonly inDays: string;
  /** "7 days": how long ago the permission ended. */
  readonly pastDays: string;
  /** "723 days": for how long Amazon still has what was missed. */
  readonly daysToRecover: string;
}

export interface Words {
  readonly subject: string;
  readonly sentence: string;
  /** Null for a mail that only says something. */
  readonly button: string | null;
  readonly smallPrint: readonly string[];
}

type Paragraph = (input: WordsInput) => string;

interface Compiled {
  readonly subject: string;
  readonly sentence: Paragraph;
  readonly button: string | null;
  readonly smallPrint: readonly Paragraph[];
}

const plain = new Eta({ autoEscape: false });
const compiled = new Map<string, Compiled>();

/**
 * The words of one mail, unescaped, in a language.
 *
 * A template is paragraphs parted by empty lines: `Subject: …`, the sentence, `Button: …` if there is one, small print. It is cut into
 * paragraphs before anything is filled in, and subject and button are fixed text, so that no name can add to either.
 */
export function wordsOf(template: MailTemplate, language: MailLanguage, input: WordsInput): Words {
  const path = `${language}/${template}`;
  let mail = compiled.get(path);
  if (!mail) {
    mail = compile(path);
    compiled.set(path, mail);
  }
  return {
    subject: mail.subject,
    sentence: mail.sentence(input),
    button: mail.button,
    smallPrint: mail.smallPrint.map((paragraph) => paragraph(input)),
  };
}

function compile(path: string): Compiled {
  const source = readFileSync(join(TEMPLATES, `${path}.eta`), 'utf8');
  const [subject = '', sentence = '', ...rest] = source.trim().split(/\n\s*\n/);
  const [button] = rest;
  const hasButton = button?.startsWith('Button: ') === true;
  const smallPrint = hasButton ? rest.slice(1) : rest;
  return {
    subject: labelled('Subject', subject, path),
    sentence: paragraph(sentence),
    button: hasButton ? labelled('Button', button, path) : null,
    smallPrint: smallPrint.map(paragraph),
  };
}

function paragraph(source: string): Paragraph {
  const fill = plain.compile(source);
  return (input) => plain.render(fill, input).trim();
}

function labelled(label: string, source: string, path: string): string {
  const text = source.startsWith(`${label}: `) ? source.slice(label.length + 2) : '';
  if (text === '' || text.includes('<%')) throw new Error(`Mail template ${path} needs "${label}: " with fixed text`);
  return text;
}

const html = new Eta({ views: TEMPLATES });

/** The words as a small HTML page; everything filled in is escaped. */
export function htmlOf(words: Words, link: string | null, language: MailLanguage): string {
  return html.render('./layout.html.eta', { ...words, link, language });
}
