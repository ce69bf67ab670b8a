/** As the tests, from this folder, and only where the published models are at hand. */
/** @type {import('jest').Config} */
module.exports = {
  ...require('../jest.config.js'),
  rootDir: '..',
  roots: ['<rootDir>/conformance'],
  globalSetup: '<rootDir>/conformance/models-at-hand.ts',
};
