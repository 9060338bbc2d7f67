package org.agentgovernance.budget;

import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * A call that a session remembers. Large arguments are remembered by their digest, so that a
 * session's memory stays small whatever an agent sends.
 */
final class PastCall {
  private static final int KEPT_WHOLE = 2048;

  /** How often it ran or is running; guarded by the state it belongs to. */
  int times;

  /** When it last ran, as a number that only grows; guarded likewise. */
  long lastUse;

  private final String tool;
  private final int hash;

  /** {@link Arguments} or their {@link org.agentgovernance.json.Digest}. */
  private final Object arguments;

  PastCall(ToolCall call, int hash) {
    this.tool = call.tool();
    this.hash = hash;
    this.arguments =
        room(call.arguments().asMap(), KEPT_WHOLE) >= 0
            ? call.arguments()
            : call.arguments().digest();
  }

  boolean same(ToolCall call, int itsHash) {
    if (hash != itsHash || !tool.equals(call.tool())) {
      return false;
    }
    return arguments instanceof Arguments
        ? arguments.equals(call.arguments())
        : arguments.equals(call.arguments().digest());
  }

  /** The tool that was called. */
  String tool() {
    return tool;
  }

  /** Whether both remember the same call, also when one was forgotten and remembered anew. */
  boolean same(PastCall other) {
    return this == other
        || (hash == other.hash && tool.equals(other.tool) && arguments.equals(other.arguments));
  }

  /** What is left of a number of characters and values, negative when they do not suffice. */
  private static int room(@Nullable Object value, int room) {
    int left = room - 1;
    if (value instanceof String text) {
      return left - text.length();
    }
    if (value instanceof List<?> list) {
      for (Object item : list) {
        left = left < 0 ? left : room(item, left);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        left = left < 0 ? left : room(entry.getValue(), room(entry.getKey(), left));
      }
    }
    return left;
  }
}
