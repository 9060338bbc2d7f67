package org.agentgovernance.budget;

import java.util.NavigableMap;
import java.util.TreeMap;

/** What one account has used, by slice. Guarded by its store. */
final class StoredAccount {
  private final int number;
  private final String text;
  private final Window window;
  private final TreeMap<Long, Long> slices = new TreeMap<>();

  StoredAccount(int number, String text, Window window) {
    this.number = number;
    this.text = text;
    this.window = window;
  }

  static StoredAccount empty(Window window) {
    return new StoredAccount(0, "", window);
  }

  int number() {
    return number;
  }

  String text() {
    return text;
  }

  NavigableMap<Long, Long> slices() {
    return slices;
  }

  /** The slice of a time, or the latest there is when the clock has stepped back. */
  long slice(long nowMillis) {
    long start = window.start(nowMillis);
    return slices.isEmpty() ? start : Math.max(start, slices.lastKey());
  }

  long used(long nowMillis) {
    long used = 0;
    for (long each : slices.tailMap(since(nowMillis)).values()) {
      used = Amounts.plus(used, each);
    }
    return used;
  }

  void add(long slice, long amount) {
    slices.merge(slice, amount, Amounts::plus);
  }

  /** Forgets slices that no longer count; returns whether none is left. */
  boolean forget(long nowMillis) {
    slices.headMap(since(nowMillis)).clear();
    return slices.isEmpty();
  }

  /** In a slice that counts, so does every later one, whatever the clock says. */
  private long since(long nowMillis) {
    return slices.isEmpty()
        ? window.oldest(nowMillis)
        : Math.max(window.oldest(nowMillis), oldestOfLatest());
  }

  /** What no longer counted when the latest slice began does not count again. */
  private long oldestOfLatest() {
    return window.slices() == 1 ? slices.lastKey() : window.oldest(slices.lastKey());
  }
}
