require('../node-version.cjs');
module.exports = require('./schedules.ts').default;
