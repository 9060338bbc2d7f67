package org.agentgovernance.flow;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;

/**
 * The words of a few texts with their places, and the numbers among them, so that a value is found
 * without reading the texts again. Immutable.
 *
 * <p>The texts are kept in their normal form, one a line. The normal form has no line breaks, so
 * nothing is ever found across two texts.
 */
final class WordIndex {
  private static final char BETWEEN_TEXTS = '\n';
  private static final int NONE = -1;

  /** Plain digits without leading zeros, or in groups of three; at most one fraction. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?(?:0|[1-9][0-9]{0,30}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,9})(?:\\.[0-9]{1,30})?");

  private final String text;

  /** In the model of JSON values, so that an argument is looked up as it is. */
  private final Set<Object> numbers = new HashSet<>();

  // A hash table in four arrays: a word costs a few integers and no object of its own.
  private int size;
  private int[] hashes = new int[16];
  private int[] starts = new int[16];
  private final int[] next;
  private final int[] heads;

  private WordIndex(String text) {
    this.text = text;
    int start = Words.start(text, 0);
    while (start < text.length()) {
      int end = Words.end(text, start);
      add(start, end);
      start = Words.start(text, end);
    }
    next = new int[size];
    heads = new int[Integer.highestOneBit(2 * size + 1)];
    Arrays.fill(heads, NONE);
    for (int i = 0; i < size; i++) {
      int slot = slot(hashes[i]);
      next[i] = heads[slot];
      heads[slot] = i;
    }
  }

  static WordIndex of(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String one : texts) {
      all.append(NormalForm.ofText(one)).append(BETWEEN_TEXTS);
    }
    return new WordIndex(all.toString());
  }

  /** Whether a number, as JSON's model has it, is among the numbers of the texts. */
  boolean contains(Number number) {
    return numbers.contains(number);
  }

  boolean contains(Needle needle) {
    for (int i = heads[slot(needle.hash())]; i != NONE; i = next[i]) {
      if (hashes[i] == needle.hash()) {
        int from = starts[i] - needle.offset();
        if (text.startsWith(needle.text(), from)
            && Words.whole(text, from, from + needle.text().length())) {
          return true;
        }
      }
    }
    return false;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (heads.length - 1);
  }

  private void add(int start, int end) {
    if (size == starts.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size);
    }
    hashes[size] = Words.hash(text, start, end);
    starts[size++] = start;
    char first = text.charAt(start);
    if (first == '-' || (first >= '0' && first <= '9')) {
      addNumber(text.substring(start, end));
    }
  }

  private void addNumber(String word) {
    if (NUMBER.matcher(word).matches()) {
      try {
        Object number = Json.copyOf(new BigDecimal(word.replace(",", "")));
        if (number != null) {
          numbers.add(number);
        }
      } catch (JsonException e) {
        // No argument can have this value, since JSON's numbers cannot hold it.
        return;
      }
    }
  }
}
