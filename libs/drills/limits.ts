/** The agent stops the script of a drill after this time. */
export const SCRIPT_SECONDS = 420;

/** An instance that does not take the command within this time after its launch is given up. */
export const ONLINE_SECONDS = 180;

/** How long after an attempt to send the command the next one is made. */
export const RETRY_SECONDS = 15;

/** An instance of a drill ends by itself after this time (infra/drill/user-data.sh), and is ended after it. */
export const MAX_MINUTES = 30;

/** The longest that a drill takes, for its price: the script, what comes before it, and the end of the instance. */
export const PRICED_MINUTES = 10;

/** A drill that says nothing of the data is due again after this time. */
export const AGAIN_HOURS = 20;

/** Hosts that one run drills: a fleet is not drilled at once, but some of its hosts each day. */
export const MAX_DRILLS = 5;
