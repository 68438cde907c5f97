require('../node-version.cjs');
module.exports = require('./recycle-bin.ts').default;
