/** Pages that only say something: what went wrong or why nothing is done, and the way out. With their HTTP status. */
export const NOTICE_STATUS = {
  linkUnknown: 404,
  linkDead: 410,
  ended: 410,
  notReady: 409,
  limited: 429,
  formRefused: 403,
  sessionOver: 403,
  foreignBrowser: 403,
  callbackIncomplete: 400,
  callbackDeclined: 200,
  loginAsked: 200,
  loginIncomplete: 400,
  loginRefused: 400,
  loginHostUnknown: 400,
  loginOver: 410,
  stateUnknown: 404,
  notThisBrowser: 404,
  disputed: 200,
  contactConfirmed: 200,
  notFound: 404,
  tooLarge: 413,
  wrongHost: 421,
  failed: 500,
} as const satisfies Record<string, number>;

export type NoticeKind = keyof typeof NOTICE_STATUS;
