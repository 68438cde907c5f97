require('../node-version.cjs').check();
module.exports = require('./environment.ts').default;
