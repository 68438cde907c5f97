require('../../node-version.cjs');
module.exports = require('./alarms.ts').default;
