import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadCli } from '../../src/temporal/cli-download';

describe("the SDK's download of the CLI", () => {
  it('fails within seconds, and says why, when the network refuses it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evergrant-download-'));
    const environment = { ...process.env, HTTPS_PROXY: 'http://127.0.0.1:9' };
    await expect(downloadCli(folder, environment)).rejects.toThrow('failed to download');
    await rm(folder, { recursive: true, force: true });
  }, 20_000);
});
