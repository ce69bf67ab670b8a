/** Every workflow that the worker runs: what is bundled for the sandbox. */
export { authorizationSweep } from './authorization-sweep';
export { deliverEvent } from './deliver-event';
export { eraseClosed } from './erase-closed';
export { sendNotice } from './send-notice';
export { storeOnboarding } from './store-onboarding';
export { weeklySummary } from './weekly-summary';
