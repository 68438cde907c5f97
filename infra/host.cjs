require('./node-version.cjs');
module.exports = require('./host.ts').default;
