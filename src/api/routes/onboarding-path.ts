import { z } from 'zod';
import { onboardingId } from '../../domain/contract/identifiers';

/** Parameters of `/v1/onboardings/{onboardingId}` and the addresses below it. */
export const onboardingPath = z.strictObject({ onboardingId });

export const LOCATION = { Location: 'Address of the onboarding, whose status shows what becomes of it.' };
