require('./node-version.cjs');
module.exports = require('./iam.ts').default;
