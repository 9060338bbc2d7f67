package org.agentgovernance.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * The last calls of a session in order, and whether they go round in circles. A circle is a
 * sequence of {@value #SHORTEST} to {@value #LONGEST} calls, not all the same, that runs again and
 * again. Not safe for use by many threads.
 */
final class CallHistory {
  static final int SHORTEST = 2;
  static final int LONGEST = 5;

  /** How many calls are kept at least once there are so many. */
  static final int KEPT = 256;

  private @Nullable PastCall[] calls = new PastCall[16];
  private long[] orders = new long[16];
  private int size;

  /** By length: how many of the last calls in a row equal the one so many calls before. */
  private final int[] echoes = new int[LONGEST + 1];

  void add(PastCall call, long order) {
    makeRoom();
    calls[size] = call;
    orders[size] = order;
    size++;
    echo();
  }

  /** Takes back a call that did not run after all. */
  void remove(long order) {
    int at = size - 1;
    while (at >= 0 && orders[at] != order) {
      at--;
    }
    if (at < 0) {
      return; // long ago
    }
    System.arraycopy(calls, at + 1, calls, at, size - at - 1);
    System.arraycopy(orders, at + 1, orders, at, size - at - 1);
    int left = --size;
    for (size = 1; size <= left; size++) {
      echo();
    }
    size = left;
  }

  private void makeRoom() {
    if (size < calls.length) {
      return;
    }
    if (size < 2 * KEPT) {
      calls = Arrays.copyOf(calls, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      return;
    }
    System.arraycopy(calls, size - KEPT, calls, 0, KEPT);
    System.arraycopy(orders, size - KEPT, orders, 0, KEPT);
    Arrays.fill(calls, KEPT, size, null);
    size = KEPT;
  }

  private void echo() {
    for (int length = SHORTEST; length <= LONGEST; length++) {
      boolean same = size > length && fromEnd(1).same(fromEnd(1 + length));
      echoes[length] = same ? Math.min(echoes[length], 2 * KEPT) + 1 : 0;
    }
  }

  private PastCall fromEnd(int back) {
    PastCall past = calls[size - back];
    if (past == null) {
      throw new IllegalStateException("a call of the history is missing");
    }
    return past;
  }

  /** How often some sequence has just run, one after the other; 1 when none was repeated. */
  int rounds() {
    int most = 1;
    for (int length = SHORTEST; length <= LONGEST; length++) {
      most = Math.max(most, rounds(length));
    }
    return most;
  }

  private int rounds(int length) {
    return size < length || alike(length) ? 1 : (echoes[length] + length) / length;
  }

  /** One call that is repeated is no circle. */
  private boolean alike(int length) {
    for (int back = 2; back <= length; back++) {
      if (!fromEnd(back).same(fromEnd(1))) {
        return false;
      }
    }
    return true;
  }

  /** The length of the shortest circle that has run so often and that a call goes on with, or 0. */
  int circle(ToolCall next, int hash, int rounds) {
    for (int length = SHORTEST; length <= LONGEST && length <= size; length++) {
      if (rounds(length) >= rounds && fromEnd(length).same(next, hash)) {
        return length;
      }
    }
    return 0;
  }

  /** The tools of the last calls, in order. */
  List<String> lastTools(int length) {
    List<String> tools = new ArrayList<>(length);
    for (int back = length; back >= 1; back--) {
      tools.add(fromEnd(back).tool());
    }
    return tools;
  }
}
