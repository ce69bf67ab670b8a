import type { Response } from 'express';

/** What Commerce puts into an error body: the message keeps its placeholders, `parameters` fill them. */
export interface CommerceError {
  readonly status: number;
  readonly body: {
    readonly message: string;
    readonly parameters?: readonly string[] | Readonly<Record<string, string>>;
    readonly errors?: readonly { readonly message: string; readonly parameters: Readonly<Record<string, string>> }[];
  };
}

export function badRequest(message: string, parameters?: CommerceError['body']['parameters']): CommerceError {
  return { status: 400, body: parameters ? { message, parameters } : { message } };
}

export function requiredField(fieldName: string): CommerceError {
  return badRequest('"%fieldName" is required. Enter and try again.', { fieldName });
}

export function invalidField(fieldName: string, value: string): CommerceError {
  return badRequest('Invalid value of "%value" provided for the %fieldName field.', { fieldName, value });
}

/** Commerce says the same to a guest, to a plain Bearer token and to an integration that lacks the permission. */
export function notAuthorized(resource: string): CommerceError {
  const message = "The consumer isn't authorized to access %resources.";
  return { status: 401, body: { message, parameters: { resources: resource } } };
}

export const NO_ROUTE: CommerceError = { status: 404, body: { message: 'Request does not match any route.' } };

export function sendError(res: Response, error: CommerceError): void {
  res.status(error.status).json(error.body);
}
