package org.agentgovernance.flow;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a few texts with their places, and the numbers among them, so that a value is found
 * without reading the texts again. Immutable.
 *
 * <p>The texts are kept in their normal form, one a line. The normal form has no line breaks, so
 * nothing is ever found across two texts.
 */
final class WordIndex {
  private static final char BETWEEN_TEXTS = '\n';

  /** Plain digits without leading zeros, or in groups of three; at most one fraction. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?(?:0|[1-9][0-9]{0,30}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,9})(?:\\.[0-9]{1,30})?");

  private final String text;

  /** Places of each word: how many there are, then the places. */
  private final Map<String, int[]> places = new HashMap<>();

  private final Set<BigDecimal> numbers = new HashSet<>();

  private WordIndex(String text) {
    this.text = text;
    int start = Words.start(text, 0);
    while (start < text.length()) {
      int end = Words.end(text, start);
      add(text.substring(start, end), start);
      start = Words.start(text, end);
    }
  }

  static WordIndex of(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String one : texts) {
      all.append(NormalForm.ofText(one)).append(BETWEEN_TEXTS);
    }
    return new WordIndex(all.toString());
  }

  boolean contains(BigDecimal number) {
    return numbers.contains(number);
  }

  boolean contains(Needle needle) {
    int[] fewest = null;
    int offset = 0;
    for (int i = 0; i < needle.words().length; i++) {
      int[] at = places.get(needle.words()[i]);
      if (at == null) {
        return false;
      }
      if (fewest == null || at[0] < fewest[0]) {
        fewest = at;
        offset = needle.offsets()[i];
      }
    }
    for (int i = 1; fewest != null && i <= fewest[0]; i++) {
      int from = fewest[i] - offset;
      if (text.startsWith(needle.text(), from)
          && Words.whole(text, from, from + needle.text().length())) {
        return true;
      }
    }
    return false;
  }

  private void add(String word, int place) {
    int[] known = places.get(word);
    if (known == null) {
      places.put(word, new int[] {1, place});
      addNumber(word);
      return;
    }
    int count = known[0] + 1;
    int[] room = count < known.length ? known : Arrays.copyOf(known, 2 * count);
    room[0] = count;
    room[count] = place;
    places.put(word, room);
  }

  private void addNumber(String word) {
    char first = word.charAt(0);
    if ((first == '-' || (first >= '0' && first <= '9')) && NUMBER.matcher(word).matches()) {
      numbers.add(new BigDecimal(word.replace(",", "")).stripTrailingZeros());
    }
  }
}
