package org.agentgovernance.flow;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Trusted texts from one place, indexed when somebody first looks for a value in them. */
final class Passage {
  private @Nullable Supplier<List<String>> texts;
  private volatile @Nullable WordIndex index;

  Passage(Supplier<List<String>> texts) {
    this.texts = texts;
  }

  WordIndex index() {
    WordIndex known = index;
    return known == null ? build() : known;
  }

  private synchronized WordIndex build() {
    WordIndex known = index;
    Supplier<List<String>> source = texts;
    if (known == null) {
      known = WordIndex.of(source == null ? List.of() : source.get());
      index = known;
      texts = null;
    }
    return known;
  }
}
