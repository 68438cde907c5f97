require('../../node-version.cjs').check();
module.exports = require('./alarms.ts').default;
