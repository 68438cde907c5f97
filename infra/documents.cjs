require('./node-version.cjs');
module.exports = require('./documents.ts').default;
