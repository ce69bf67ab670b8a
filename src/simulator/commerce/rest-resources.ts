import express, { type ErrorRequestHandler, type Request, type Response } from 'express';
import { queryOf } from '../form';
import type { Simulation } from '../simulation';
import { createAttribute } from './attribute-creation';
import { searchAttributes } from './attribute-search';
import { badRequest, sendError, type CommerceError } from './errors';
import { ATTRIBUTES_RESOURCE, MODULES_RESOURCE, STORE_RESOURCE, type CommerceInstance } from './instances';
import { partOf } from './partial-answer';

/** One call of Commerce's REST API, the same in both editions: the ACL resource it needs and what it answers. */
export interface RestResource {
  readonly method: 'get' | 'post';
  /** Below `/V1`. */
  readonly path: string;
  readonly acl: string;
  answer(
    instance: CommerceInstance,
    req: Request,
    simulation: Simulation,
  ): RestAnswer | CommerceError | Promise<RestAnswer | CommerceError>;
}

interface RestAnswer {
  readonly found: unknown;
}

export const REST_RESOURCES: readonly RestResource[] = [
  { method: 'get', path: '/store/websites', acl: STORE_RESOURCE, answer: ({ websites }) => ({ found: websites }) },
  {
    method: 'get',
    path: '/store/storeGroups',
    acl: STORE_RESOURCE,
    answer: ({ storeGroups }) => ({ found: storeGroups }),
  },
  {
    method: 'get',
    path: '/store/storeViews',
    acl: STORE_RESOURCE,
    answer: ({ storeViews }) => ({ found: storeViews }),
  },
  { method: 'get', path: '/store/storeConfigs', acl: STORE_RESOURCE, answer: storeConfigs },
  {
    method: 'get',
    path: '/products/attributes',
    acl: ATTRIBUTES_RESOURCE,
    answer: ({ attributes }, req) => searchAttributes(attributes, queryOf(req)),
  },
  { method: 'post', path: '/products/attributes', acl: ATTRIBUTES_RESOURCE, answer: addAttribute },
  { method: 'get', path: '/products/attributes/:code', acl: ATTRIBUTES_RESOURCE, answer: attributeByCode },
  { method: 'get', path: '/modules', acl: MODULES_RESOURCE, answer: ({ modules }) => ({ found: modules }) },
];

/** Reads a JSON body, as far as a call has one; for one that is malformed or too long `refuseUnreadable` answers. */
export const readJsonBody = express.json({ limit: '64kb' });

export const refuseUnreadable: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof Error && 'status' in error) sendError(res, badRequest('Decoding error.'));
  else next(error);
};

export async function sendAnswer(
  req: Request,
  res: Response,
  answer: RestAnswer | CommerceError | Promise<RestAnswer | CommerceError>,
): Promise<void> {
  const result = await answer;
  if ('found' in result) res.json(partOf(result.found, queryOf(req)));
  else sendError(res, result);
}

function storeConfigs(instance: CommerceInstance, req: Request): RestAnswer {
  const query = queryOf(req);
  const codes = [...query].filter(([name]) => /^storeCodes\[\d*\]$/.test(name)).map(([, value]) => value);
  return { found: instance.storeConfigs.filter(({ code }) => codes.length === 0 || codes.includes(code)) };
}

function attributeByCode({ attributes }: CommerceInstance, req: Request): RestAnswer | CommerceError {
  const code = req.params['code'];
  const attribute = attributes.find((one) => one.attribute_code === code);
  if (attribute) return { found: attribute };
  const message = 'The attribute with a "%1" attributeCode doesn\'t exist. Verify the attribute and try again.';
  return { status: 404, body: { message, parameters: [String(code)] } };
}

async function addAttribute(
  instance: CommerceInstance,
  req: Request,
  { state }: Simulation,
): Promise<RestAnswer | CommerceError> {
  const result = createAttribute(instance.attributes, req.body);
  if (!('created' in result)) return result;
  instance.attributes = [...instance.attributes, result.created];
  await state.commit();
  return { found: result.created };
}
