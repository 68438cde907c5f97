const refuse = () => {
  throw new Error('This operation answers with a stream of events: take its alias out of infra/esbuild/esbuild.yml.');
};

/**
 * Stands in for `@smithy/core/event-streams` in the bundles. The SDK loads it when an answer is a stream of events,
 * which no answer is that a function asks for.
 */
export const EventStreamSerde = refuse;
export const eventStreamSerdeProvider = refuse;
