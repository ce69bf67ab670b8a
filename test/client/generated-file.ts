/** Where the client keeps what it knows of the API. */
export const GENERATED_FILE = 'client/openapi.ts';
