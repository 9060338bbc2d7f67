package org.agentgovernance.cli.replay;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.agentgovernance.Tool;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.call.Usage;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool that returns what it returned when it was recorded.
 *
 * @param output the output; null when it returned nothing
 * @param failed whether it failed
 * @param usage what it consumed
 */
record RecordedResult(@Nullable Object output, boolean failed, Usage usage) implements Tool {
  /** What is not recorded is taken for an empty text. */
  static final RecordedResult EMPTY = new RecordedResult("", false, Usage.none());

  private static final int MOST_DIGITS = 40;

  /** The tool's failure, without the stack of a program that is not the tool's. */
  static final class RecordedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    RecordedFailure() {
      super("the tool failed when it was recorded", null, false, false);
    }
  }

  static RecordedResult of(Fields result) throws LineException {
    Object output = result.has("output") ? result.get("output") : "";
    Double duration = result.number("durationMs");
    if (duration != null && duration < 0) {
      throw result.wrong("durationMs", "0 or more");
    }
    return new RecordedResult(output, result.flag("error"), usage(result));
  }

  private static Usage usage(Fields result) throws LineException {
    Map<String, @Nullable Object> given = result.object("usage");
    if (given == null || given.isEmpty()) {
      return Usage.none();
    }
    Map<String, BigDecimal> amounts = new HashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : given.entrySet()) {
      BigDecimal amount = amount(entry.getValue());
      if (amount == null || amount.signum() < 0) {
        throw result.wrong(
            "usage",
            "an object of amounts by unit, each a decimal of at most "
                + MOST_DIGITS
                + " digits and not negative");
      }
      amounts.put(entry.getKey(), amount);
    }
    return new Usage(amounts);
  }

  private static @Nullable BigDecimal amount(@Nullable Object value) {
    if (!(value instanceof String) && !(value instanceof Number)) {
      return null;
    }
    String digits = value instanceof String text ? text : Json.text(value);
    boolean scientific = digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
    if (digits.length() > MOST_DIGITS || (scientific && value instanceof String)) {
      return null;
    }
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public @Nullable Object call(Arguments arguments) throws RecordedFailure {
    if (failed) {
      throw new RecordedFailure();
    }
    return output == null ? null : new ToolResult(output, usage);
  }
}
