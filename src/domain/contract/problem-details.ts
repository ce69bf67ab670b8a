import { z } from 'zod';

export const fieldProblem = z
  .object({
    in: z.enum(['body', 'path', 'query', 'header']).meta({ description: 'Part of the request that is wrong.' }),
    pointer: z.string().meta({
      description:
        'JSON Pointer (RFC 6901) into that part: /stores/0/email, or /limit for a parameter, /If-Match for a header.',
      example: '/stores/0/email',
    }),
    code: z.string().meta({ description: 'Stable, for programs.', example: 'invalid_email' }),
    detail: z.string().meta({ description: 'What is wrong.', example: 'This is no e-mail address.' }),
    remedy: z.string().meta({ description: 'What to do.', example: 'Write it like name@example.com.' }),
  })
  .meta({ id: 'FieldProblem' });

/** RFC 9457, with the extension member `errors`. */
export const problemDetails = z
  .object({
    type: z
      .string()
      .meta({ description: 'Stable URI of the kind of problem.', example: 'urn:evergrant:problem:not_found' }),
    title: z.string().meta({ description: 'The kind of problem in words.' }),
    status: z.int().meta({ description: 'The HTTP status once more.', example: 404 }),
    detail: z.string().meta({ description: 'What is wrong here, and what to do.' }),
    instance: z.string().meta({
      description: 'This one occurrence; the log knows it by the same id.',
      example: 'urn:uuid:0b7a4c52-6c1e-4b0a-9a57-7c6f1a0f6d11',
    }),
    errors: z.array(fieldProblem).meta({ description: 'Every field that is wrong.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

export type ProblemDetails = z.output<typeof problemDetails>;
export type FieldProblem = z.output<typeof fieldProblem>;
