require('../node-version.cjs');
module.exports = require('./environment.ts').default;
