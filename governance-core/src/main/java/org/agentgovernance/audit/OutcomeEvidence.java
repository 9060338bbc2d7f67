package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What a record keeps of an outcome: no exception and no mutable output, since the writer looks at
 * it after the host has got the output back.
 */
record OutcomeEvidence(
    Outcome.Kind kind,
    @Nullable Object output,
    @Nullable Class<?> error,
    @Nullable ReasonCode code,
    Usage usage,
    long nanos) {
  private static final String DOMAIN = "agentgovernance/output/v1";

  /** A digest that had to be taken on the calling thread. */
  record Output(String form, @Nullable Digest digest) {}

  static OutcomeEvidence of(Outcome outcome, @Nullable ReasonCode code) {
    Throwable error = outcome.error();
    return new OutcomeEvidence(
        outcome.kind(),
        settled(outcome.output()),
        error == null ? null : error.getClass(),
        code,
        outcome.usage(),
        outcome.nanos());
  }

  /** An immutable output stays as it is, to be hashed by the writer; any other is hashed now. */
  private static @Nullable Object settled(@Nullable Object output) {
    if (output == null
        || output instanceof String
        || output instanceof Boolean
        || output instanceof Long
        || output instanceof Integer
        || output instanceof Double
        || output instanceof Arguments) {
      return output;
    }
    return digest(output);
  }

  /** The digest of the output, or null when there was none. */
  @Nullable Output evidence() {
    if (output == null) {
      return null;
    }
    return output instanceof Output taken ? taken : digest(output);
  }

  private static Output digest(Object output) {
    try {
      Object value = output instanceof Arguments object ? object.asMap() : Json.copyOf(output);
      return new Output("json", Digest.of(DOMAIN, Json.canonical(value)));
    } catch (JsonException e) {
      return text(output);
    } catch (RuntimeException | StackOverflowError e) {
      return new Output("none", null);
    }
  }

  private static Output text(Object output) {
    try {
      String text = output.toString();
      return new Output("text", Digest.of(DOMAIN, text.getBytes(StandardCharsets.UTF_8)));
    } catch (RuntimeException | StackOverflowError e) {
      return new Output("none", null);
    }
  }
}
