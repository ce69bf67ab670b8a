import { launchChromium } from '../chromium';
import { startApi } from './running-api';

test('the page of the documentation shows every operation under its own strict policy, without the network', async () => {
  const api = await startApi();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(api.url) && !url.startsWith('data:')) elsewhere.push(url);
    });

    await page.goto(`${api.url}/docs`);
    await page.locator('.opblock').first().waitFor();

    const { paths, webhooks } = api.document;
    const operations = [paths, webhooks].flatMap(Object.values<object>).flatMap((methods) => Object.keys(methods));
    expect(await page.locator('.opblock').count()).toBe(operations.length);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  } finally {
    await browser.close();
    await api.close();
  }
});
