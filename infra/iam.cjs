require('./node-version.cjs').check();
module.exports = require('./iam.ts').default;
