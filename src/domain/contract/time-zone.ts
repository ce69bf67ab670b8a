import { z } from 'zod';
import type { Country, OfferedRegion } from '../marketplaces';
import { asCheck } from './refusal';

/** Where most people of a marketplace live; mails are sent by this clock unless a contact says otherwise. */
const TIME_ZONES: Readonly<Record<Country, string>> = {
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  UK: 'Europe/London',
};

export function timeZoneOfCountry(country: Country): string {
  return TIME_ZONES[country];
}

/** For an onboarding that has no store yet: the zone of the region's largest marketplace. */
export function timeZoneOfRegion(region: OfferedRegion): string {
  return TIME_ZONES[region === 'eu' ? 'UK' : 'US'];
}

export const timeZone = z
  .string()
  .refine(
    isTimeZone,
    asCheck({
      code: 'invalid_time_zone',
      detail: 'This is not the name of a time zone.',
      remedy: 'Give a name of the IANA database such as America/New_York.',
    }),
  )
  .meta({
    description: 'IANA time zone by whose clock mails are sent. Default: that of the marketplace of the first store.',
    example: 'America/New_York',
    maxLength: 64,
  });

/** Offsets such as +02:00, which some runtimes accept too, do not know daylight saving and are refused. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
