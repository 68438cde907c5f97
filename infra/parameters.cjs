require('./node-version.cjs');
module.exports = require('./parameters.ts').default;
