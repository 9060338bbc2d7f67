package org.agentgovernance.jdbc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How often a crash test is done: a few times, or a hundred times with {@code -Dsoak=true}. */
final class Rounds {
  private final String name;
  private final int all;
  private final boolean shown;
  private final long start = System.nanoTime();
  private int begun;

  private Rounds(String name, int all, boolean shown) {
    this.name = name;
    this.all = all;
    this.shown = shown;
  }

  static Rounds of(Class<?> test, int few) {
    boolean soak = Boolean.getBoolean("soak");
    return new Rounds(test.getSimpleName(), soak ? 100 : few, soak);
  }

  /** Begins the next round, and in a long run says how far it has come. */
  boolean next() {
    if (shown && begun > 0) {
      Duration time = Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
      System.out.println(name + ": " + begun + " of " + all + " passed after " + time);
    }
    return begun++ < all;
  }
}
