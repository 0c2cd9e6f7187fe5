const { testPathIgnorePatterns, ...config } = require('./jest.config.js');

/** The suites that `npm test` leaves out. */
module.exports = { ...config, roots: testPathIgnorePatterns.map((folder) => folder.replace(/\/$/, '')) };
