package org.agentgovernance.flow;

import java.util.List;
import java.util.Map;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/** Whether a call of an untrusted session is shown to be the user's own wish. Immutable. */
final class UserWish {
  private final Acceptance accepts;
  private final List<String> identity;
  private final boolean userWords;

  UserWish(Acceptance accepts) {
    this.accepts = accepts;
    this.identity = accepts.identityArguments();
    this.userWords = accepts.evidence() == Acceptance.Evidence.USER_WORDS;
  }

  /** Why the call may not be the user's wish, for the operator; null when it is. */
  @Nullable String doubt(ToolCall call, SessionLabel label, Provenance provenance) {
    if (identity.isEmpty()) {
      return "no identity argument is declared that could show the user's wish";
    }
    if (label.confidentiality().compareTo(accepts.sparesUpTo()) > 0) {
      return "it has also read "
          + SessionLabel.words(label.confidentiality())
          + " output of "
          + String.join(", ", label.confiding())
          + ", where identity arguments count up to "
          + SessionLabel.words(accepts.sparesUpTo());
    }
    String target = target(call, provenance);
    return target != null || accepts.unknownLinks() ? target : link(call, provenance);
  }

  private @Nullable String target(ToolCall call, Provenance provenance) {
    boolean found = false;
    for (int i = 0; i < identity.size(); i++) {
      String name = identity.get(i);
      switch (provenance.of(call.arguments().get(name), accepts.evidence())) {
        case NOT_FOUND:
          return "identity argument \"" + name + "\" " + nowhere();
        case FOUND:
          found = true;
          break;
        case NO_VALUE:
          break;
      }
    }
    return found ? null : "no identity argument has a value that could show the user's wish";
  }

  private @Nullable String link(ToolCall call, Provenance provenance) {
    for (Map.Entry<String, @Nullable Object> argument : call.arguments().asMap().entrySet()) {
      if (!identity.contains(argument.getKey())
          && !provenance.ofLinks(argument.getValue(), accepts.evidence())) {
        return "argument \"" + argument.getKey() + "\" holds a link or address that " + nowhere();
      }
    }
    return null;
  }

  private String nowhere() {
    return userWords
        ? "does not occur in the user's words"
        : "occurs neither in the user's words nor in trusted output";
  }
}
