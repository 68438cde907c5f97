const refuse = () => {
  throw new Error(
    'This operation returns an event stream: remove the alias of event-streams from infra/esbuild/esbuild.yml.',
  );
};

/**
 * Replaces `@smithy/core/event-streams` in the bundles. The SDK uses it when a response is an event stream, and no
 * function calls an operation with such a response.
 */
export const EventStreamSerde = refuse;
export const eventStreamSerdeProvider = refuse;
