require('./node-version.cjs').check();
module.exports = require('./parameters.ts').default;
