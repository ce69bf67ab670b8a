import type { Locator, Page } from 'playwright-core';

/** Someone who can sign in at the simulated Seller Central. */
export interface SellerLogin {
  readonly email: string;
  readonly password: string;
  readonly twoStepCode: string;
}

/** What a person does in a browser, by mouse or by keyboard alone. */
export interface Person {
  press(button: string): Promise<void>;
  tick(checkbox: string): Promise<void>;
  fill(field: string, text: string): Promise<void>;
}

export function withMouse(page: Page): Person {
  return {
    press: (button) => page.getByRole('button', { name: button }).click(),
    tick: (checkbox) => page.getByRole('checkbox', { name: checkbox }).check(),
    fill: (field, text) => page.getByLabel(field).fill(text),
  };
}

export function withKeyboard(page: Page): Person {
  return {
    async press(button) {
      await tabTo(page, page.getByRole('button', { name: button }));
      await page.keyboard.press('Enter');
    },
    async tick(checkbox) {
      await tabTo(page, page.getByRole('checkbox', { name: checkbox }));
      await page.keyboard.press('Space');
    },
    async fill(field, text) {
      await tabTo(page, page.getByLabel(field));
      await page.keyboard.type(text);
    },
  };
}

const MOST_STOPS = 40;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The keyboard does not reach it.');
}

/** From Seller Central's sign-in page to its consent page. */
export async function signIn(person: Person, { email, password, twoStepCode }: SellerLogin): Promise<void> {
  await person.fill('E-mail address', email);
  await person.fill('Password', password);
  await person.press('Sign in');
  await person.fill('Two-step code', twoStepCode);
  await person.press('Continue');
}

/** Gives access, and comes back. */
export async function confirm(person: Person): Promise<void> {
  await person.tick('I understand');
  await person.press('Confirm');
}

/** Waits for the page of this heading and returns what stands on it. */
export async function read(page: Page, heading: string | RegExp): Promise<string> {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: 30_000 });
  return page.locator('body').innerText();
}
