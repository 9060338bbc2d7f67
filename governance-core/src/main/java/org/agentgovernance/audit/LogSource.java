package org.agentgovernance.audit;

import java.io.IOException;

/** One segment to be verified, or the place where one should be. */
record LogSource(String name, boolean present, Opener opener) {
  /** Opens the lines of the segment. */
  interface Opener {
    LineReader open() throws IOException;
  }

  static LogSource missing(String name) {
    return new LogSource(
        name,
        false,
        () -> {
          throw new IOException(name + " is missing");
        });
  }

  LineReader open() throws IOException {
    return opener.open();
  }
}
