package org.agentgovernance.cli.replay;

import java.time.Instant;
import org.agentgovernance.Tool;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/** What a well-formed line says. */
sealed interface Line {
  /** The session's id. */
  String session();

  /** When it was, or null when the line does not say. */
  @Nullable Instant at();

  /** A session begins. */
  record SessionLine(
      String session,
      @Nullable String agent,
      @Nullable String task,
      @Nullable String prompt,
      Subject user,
      @Nullable Instant at)
      implements Line {}

  /** A call was proposed; the tool is what it returned then. */
  record CallLine(
      String session, ToolCall call, Tool tool, @Nullable Answer approval, @Nullable Instant at)
      implements Line {}

  /** What a person said when they were asked. */
  enum Answer {
    APPROVE,
    REJECT
  }
}
