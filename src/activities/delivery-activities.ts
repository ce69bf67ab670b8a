import type { Instant } from '../domain/clock';
import type { TryResult } from '../domain/delivery';

/** What the delivery of an event can have done. Inputs and outputs are history: ids, instants and outcomes only. */
export interface DeliveryActivities {
  /** Sends the event once more, if somebody still wants it, and writes down how that ended. */
  tryDelivery(input: { readonly deliveryId: string; readonly firstTriedAt: Instant }): Promise<TryResult>;

  /** Disables the endpoint. Null if it was disabled before, by somebody else. */
  disableEndpoint(input: {
    readonly endpointId: string;
    readonly reason: 'gone' | 'failing';
    readonly deliveryId: string;
  }): Promise<{ readonly disabledAt: Instant } | null>;

  /** Tells the operator of it, by mail if there is an address, in any case in the log. */
  tellOperator(input: {
    readonly endpointId: string;
    readonly reason: 'gone' | 'failing';
    readonly disabledAt: Instant;
  }): Promise<void>;
}
