require('./node-version.cjs');
module.exports = require('./drill.ts').default;
