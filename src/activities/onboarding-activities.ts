import type { Instant } from '../domain/clock';
import type { PendingVerb } from '../domain/facts';
import type { StoreId } from '../domain/marketplaces';
import type {
  Closing,
  Joining,
  KeyAndStores,
  MailStep,
  Probe,
  Standing,
  StoresCreation,
  TakenVerb,
  Verification,
} from '../domain/outcomes';
import type { Notice } from '../domain/notice';
import type { Plan, PlanStep } from '../domain/plan';
import type { Policy } from '../domain/policy';
import type { Publication, PublishResult } from '../registry/publish';

/**
 * What the process can have done. Inputs and outputs are history: ids, revisions, instants and outcomes only.
 *
 * An outcome that a person must act on is returned. When an outside party could not be asked, the activity throws the
 * retryable failure of `could-not-ask.ts`; everything else that is thrown is unexpected, and is tried again.
 */
export interface OnboardingActivities {
  /**
   * Asks the Commerce gateway about the key pair of this revision and, if it is valid, does at once for the given stores
   * what `createStores` does. Whatever goes wrong with them leaves the verdict over the key untouched.
   */
  validateKey(input: {
    readonly onboardingId: string;
    readonly revision: number;
    readonly stores: readonly { readonly storeId: StoreId; readonly revision: number }[];
  }): Promise<KeyAndStores>;

  /** Checks the stores against the live Commerce instance and makes those ready that can be. Idempotent. */
  createStores(input: {
    readonly onboardingId: string;
    readonly stores: readonly { readonly storeId: StoreId; readonly revision: number }[];
  }): Promise<StoresCreation>;

  /** Sends the invitation or a nudge of a consent period to the seller. */
  askForConsent(input: {
    readonly onboardingId: string;
    readonly round: number;
    readonly step: PlanStep;
  }): Promise<MailStep>;

  /** Asks Amazon what the consent is worth, compares it with the stores and the grant in force, and swaps it in. */
  verifyCandidate(input: {
    readonly onboardingId: string;
    readonly candidateRef: string;
    /** Life of a grant from its consent on, in milliseconds. */
    readonly grantLifeMs: number;
    /**
     * An operator has decided that the account is the right one: it is not compared with the one that is expected or
     * connected. That another onboarding has it still counts.
     */
    readonly acceptedOwner: boolean;
  }): Promise<Verification>;

  /**
   * Finds out whether the grant in force serves the ready stores that it does not serve yet, and lets those join it that
   * it does. What was last seen of the account answers `yes` while it is fresh; otherwise Amazon is asked.
   */
  joinStores(input: {
    readonly onboardingId: string;
    readonly grantRef: string;
    /** How long that counts as fresh, in milliseconds. */
    readonly freshForMs: number;
  }): Promise<Joining>;

  /** Destroys a consent that is kept no longer. */
  dropCandidate(input: { readonly onboardingId: string; readonly candidateRef: string }): Promise<void>;

  /** Applies the policy to the grant, in the seller contact's time zone, and returns the policy that it was. */
  planYear(input: {
    readonly onboardingId: string;
    readonly grantRef: string;
    /** On the process's own clock, by which it will find the steps due. */
    readonly plannedAt: Instant;
  }): Promise<{ readonly plan: Plan; readonly policy: Policy }>;

  /**
   * Performs one step of a grant's year: its mail, its event, or its alert. A mail that an operator asked for beside the
   * plan comes as a step of the kind that fits, under a key that begins with `remind-`.
   */
  performStep(input: {
    readonly onboardingId: string;
    readonly generation: number;
    readonly step: PlanStep;
    /** Somebody asked to be left alone until then, and this step is one that may be left out; null otherwise. */
    readonly snoozedUntil: Instant | null;
    /** Nobody is sure of the instant of the consent, so the expiry is an estimate. */
    readonly estimated: boolean;
  }): Promise<MailStep>;

  /** Reads whether the grant still lives, as the registry knows; null if another one is in force, or none. */
  readStanding(input: { readonly onboardingId: string; readonly grantRef: string }): Promise<Standing | null>;

  /** Refreshes the grant's token to see whether it still lives, after a control call that proves our own part. */
  probeGrant(input: { readonly onboardingId: string; readonly grantRef: string }): Promise<Probe>;

  /** Reads a verb from its audit row, or audits one that came as an update. Null if the row is not of this onboarding. */
  takeVerb(input: { readonly onboardingId: string; readonly verb: PendingVerb }): Promise<TakenVerb | null>;

  /** Sends one mail that belongs to no step of the process. */
  sendNotice(input: { readonly onboardingId: string; readonly notice: Notice }): Promise<MailStep>;

  /** Destroys credentials and tokens and closes the id, unless the disconnect was taken back in time. */
  close(input: { readonly onboardingId: string }): Promise<Closing>;

  /** Writes the projection. The one local activity. `runbook`: where it is published, if it is. */
  publish(publication: Publication): Promise<PublishResult & { readonly runbook?: string }>;
}
