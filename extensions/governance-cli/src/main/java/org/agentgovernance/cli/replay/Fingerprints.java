package org.agentgovernance.cli.replay;

import java.util.Arrays;

/**
 * A set of texts that takes eleven to twenty-two bytes for each, however long. It never forgets a
 * text; once in 2<sup>64</sup> times it takes one for another that it holds.
 */
final class Fingerprints {
  private long[] table = new long[64];
  private int size;

  boolean contains(String text) {
    long print = of(text);
    for (int i = slot(print); table[i] != 0; i = (i + 1) & (table.length - 1)) {
      if (table[i] == print) {
        return true;
      }
    }
    return false;
  }

  void add(String text) {
    if (size + 1 > table.length / 4 * 3) {
      long[] old = table;
      table = new long[2 * old.length];
      size = 0;
      Arrays.stream(old).filter(print -> print != 0).forEach(this::put);
    }
    put(of(text));
  }

  int size() {
    return size;
  }

  private void put(long print) {
    int i = slot(print);
    while (table[i] != 0 && table[i] != print) {
      i = (i + 1) & (table.length - 1);
    }
    if (table[i] == 0) {
      table[i] = print;
      size++;
    }
  }

  private int slot(long print) {
    return (int) (print >>> 32) & (table.length - 1);
  }

  /** FNV-1a over the characters, then mixed; never 0. */
  private static long of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }
}
