package org.agentgovernance.call;

/** What a tool does to the world, as the manifest declares it. */
public enum Effect {
  /** It only looks. */
  READ("read"),
  /** It changes something that can be changed back. */
  WRITE("write"),
  /** It does something that cannot be undone. */
  IRREVERSIBLE("irreversible");

  private final String word;

  Effect(String word) {
    this.word = word;
  }

  /**
   * The word in manifests and records.
   *
   * @return read, write or irreversible
   */
  public String word() {
    return word;
  }
}
