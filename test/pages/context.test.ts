import { createPages } from '../../src/pages/pages';
import type { PagesOptions } from '../../src/pages/options';
import { Secret } from '../../src/domain/secret';

describe('The base URL', () => {
  it.each(['https://connect.acme.example/path', 'https://connect.acme.example/?a', 'ftp://connect.acme.example'])(
    'is refused when it is no bare origin: %s',
    (publicBaseUrl) => {
      const options = { publicBaseUrl, csrfKey: new Secret('key') } as PagesOptions;
      expect(() => createPages(options)).toThrow(RangeError);
    },
  );
});
