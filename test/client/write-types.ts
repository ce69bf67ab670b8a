/** `npm run client:types` writes the client's types anew; with `--print` they go to standard output. */
import { writeFileSync } from 'node:fs';
import { generated } from './generated';
import { GENERATED_FILE } from './generated-file';

void generated().then((text) => {
  if (process.argv.includes('--print')) process.stdout.write(text);
  else writeFileSync(GENERATED_FILE, text);
});
