package org.agentgovernance.audit;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue with many producers and one consumer. A place is taken before the state of the
 * log is looked at, so that a closing writer sees every entry that is still on its way. The places
 * of what was removed become free a few at a time: producers and the consumer would else fight for
 * their number with every record.
 */
final class RecordQueue {
  private static final int MOST_AT_ONCE = 64;

  private final ConcurrentLinkedQueue<Object> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger places = new AtomicInteger();
  private final int capacity;
  private final int atOnce;

  /** How many entries were removed whose places are not free yet; used by the consumer alone. */
  private int removed;

  RecordQueue(int capacity) {
    this.capacity = capacity;
    this.atOnce = Math.max(1, Math.min(MOST_AT_ONCE, capacity / 64));
  }

  /** Takes a place; false when there is none. */
  boolean take() {
    if (places.incrementAndGet() <= capacity) {
      return true;
    }
    places.decrementAndGet();
    return false;
  }

  /** Takes a place even beyond the capacity. */
  void takeAnyway() {
    places.incrementAndGet();
  }

  /** Gives back a place that was taken and not used. */
  void giveBack() {
    places.decrementAndGet();
  }

  /** Uses a place that was taken. */
  void put(Object entry) {
    entries.add(entry);
  }

  /** Removes the oldest entry, or gives null. */
  @Nullable Object poll() {
    Object entry = entries.poll();
    if (entry != null) {
      removed++;
    }
    if (entry == null || removed >= atOnce) {
      free();
    }
    return entry;
  }

  /** Frees the places of everything that was removed. */
  void free() {
    if (removed > 0) {
      places.addAndGet(-removed);
      removed = 0;
    }
  }

  /**
   * Places taken, whether their entry has arrived or not; with some of those removed before {@link
   * #poll} gives null or {@link #free} is called.
   */
  int size() {
    return places.get();
  }

  boolean halfFull() {
    return places.get() > capacity / 2;
  }
}
