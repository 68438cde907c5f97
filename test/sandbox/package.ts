import { isPackaged, packageStack } from '../aws/lambda/package-stack.ts';

/** Packages the stack, and says so on standard error, because it takes some seconds. */
export const packageForSandbox = (): void => {
  if (!isPackaged()) console.error('Packaging the functions, which takes about ten seconds ...');
  packageStack();
};
