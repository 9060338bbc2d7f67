package org.agentgovernance.cli.replay;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.agentgovernance.json.Names;

/**
 * Says once of each key that the contract does not know it. The line counts all the same: a
 * recorder may write more than a replay needs, but a misspelt key must not go unnoticed.
 */
final class UnknownKeys {
  private static final int MOST = 50;
  private static final int KEY_CHARS = 40;

  private final Set<String> said = new HashSet<>();
  private final Consumer<String> warnings;
  private boolean more;

  UnknownKeys(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  void check(long line, String what, Collection<String> keys, List<String> known) {
    for (String key : keys) {
      if (!known.contains(key)) {
        unknown(line, what, key, known);
      }
    }
  }

  private void unknown(long line, String what, String key, List<String> known) {
    String shown = key.length() > KEY_CHARS ? key.substring(0, KEY_CHARS) + "…" : key;
    if (more || said.contains(what + ' ' + shown)) {
      return;
    }
    if (said.size() == MOST) {
      more = true;
      warnings.accept("line " + line + ": further unknown keys are ignored without a word");
      return;
    }
    said.add(what + ' ' + shown);
    String nearest = Names.nearest(key, known);
    warnings.accept(
        "line "
            + line
            + ": key \""
            + shown
            + "\" of "
            + what
            + " is not known and ignored"
            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
  }
}
