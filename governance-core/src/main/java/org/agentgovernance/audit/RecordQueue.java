package org.agentgovernance.audit;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue with many producers and one consumer. A place is taken before the state of the
 * log is looked at, so that a closing writer sees every entry that is still on its way.
 */
final class RecordQueue {
  private final ConcurrentLinkedQueue<Object> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger places = new AtomicInteger();
  private final int capacity;

  RecordQueue(int capacity) {
    this.capacity = capacity;
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
      places.decrementAndGet();
    }
    return entry;
  }

  /** Places taken, whether their entry has arrived or not. */
  int size() {
    return places.get();
  }

  boolean halfFull() {
    return places.get() > capacity / 2;
  }
}
