package org.agentgovernance.cli;

import org.agentgovernance.catalog.TrustRoot;

/** Shows a trust root. */
final class RootText {
  private RootText() {}

  static void print(TrustRoot root, Terminal terminal) {
    terminal.out().println("  version      " + root.version());
    terminal.out().println("  expires      " + root.expires());
    terminal.out().println("  must sign    " + root.threshold() + " of " + root.keysById().size());
    for (String id : root.keysById().keySet()) {
      terminal.out().println("  key          " + SigningOptions.brief(id));
    }
  }
}
