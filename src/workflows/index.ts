/** Every workflow type, for the bundle of the worker. */
export { deliverEvent } from './deliver-event';
export { storeOnboarding } from './store-onboarding';
