import type { Instant } from '../domain/clock';
import type { RoundFindings, RoundVerdict } from '../domain/incident';

/**
 * What the rounds over the fleet can have done. Inputs and outputs are history: instants, counts and outcomes only; which
 * grants and keys a round is about stays in the registry.
 */
export interface SweepActivities {
  /** Begins a round: takes in what is new, forgets what has ended, and looks at the age of the client secret. */
  beginRound(): Promise<{ readonly beganAt: Instant }>;

  /**
   * Asks Amazon about the next grants of the round, after a control call with our own credentials. With `sample`, about
   * others for comparison, if the round met a refusal.
   */
  askGrants(input: { readonly beganAt: Instant; readonly sample: boolean }): Promise<GrantsAsked>;

  /**
   * Draws the conclusions of a round: opens or closes an incident, and calls those revoked that are. Of a round that was
   * concluded before it changes nothing, and answers the same.
   */
  concludeRound(input: {
    readonly beganAt: Instant;
    readonly control: RoundFindings['control'];
    readonly error: string | null;
  }): Promise<RoundConclusion>;

  /** Checks the next Commerce keys whose time of the day had come as the round began: each at most once in a round. */
  checkKeys(input: { readonly beganAt: Instant }): Promise<KeysChecked>;
}

export interface GrantsAsked {
  /** Of the control call, or of a later call that showed the same. `busy`: Amazon asks us to come later. */
  readonly control: RoundFindings['control'] | 'busy';
  readonly error: string | null;
  readonly asked: number;
  /** How long to wait before the next ones; null if there is no reason to. */
  readonly pauseMs: number | null;
  /** Whether there may be more to ask about. */
  readonly more: boolean;
}

export interface RoundConclusion extends Omit<RoundFindings, 'control'> {
  readonly verdict: RoundVerdict;
  readonly revoked: number;
}

export interface KeysChecked {
  readonly checked: number;
  /** Of these, those that are not what their process believes. */
  readonly changed: number;
  readonly more: boolean;
}
