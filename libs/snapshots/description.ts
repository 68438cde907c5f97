/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSnapshot.html */
const MAX_CHARACTERS = 255;

/** The description of a snapshot: whose it is, and why it was taken. What is longer than AWS takes is cut. */
export const describe = (host: string, why: string): string => `hostkeeper: ${host}, ${why}`.slice(0, MAX_CHARACTERS);
