package org.agentgovernance.interceptor;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What controls say of what they booked for one call, in the order of the chain. Immutable. */
public final class BookedFacts {
  private static final BookedFacts NONE = new BookedFacts(new String[0], new Facts[0]);

  private final String[] controls;
  private final @Nullable Facts[] facts;

  /** Keeps both arrays; a control without facts is left out. */
  BookedFacts(String[] controls, @Nullable Facts[] facts) {
    this.controls = controls;
    this.facts = facts;
  }

  /**
   * No control has booked anything.
   *
   * @return always the same object
   */
  public static BookedFacts none() {
    return NONE;
  }

  /**
   * What one control booked.
   *
   * @param control the control's id
   * @param facts what it says, or {@link Facts#none()}
   * @return its facts alone, or {@link #none()}
   */
  public static BookedFacts of(String control, Facts facts) {
    return facts == Facts.none()
        ? NONE
        : new BookedFacts(new String[] {control}, new Facts[] {facts});
  }

  /**
   * Hands over the id and the facts of each control that has any.
   *
   * @param action takes them, in the order of the chain
   */
  public void forEach(BiConsumer<String, Facts> action) {
    for (int i = 0; i < facts.length; i++) {
      Facts known = facts[i];
      if (known != null) {
        action.accept(controls[i], known);
      }
    }
  }
}
