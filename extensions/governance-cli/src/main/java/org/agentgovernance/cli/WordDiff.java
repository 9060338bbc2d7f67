package org.agentgovernance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What changed between two texts, word by word: a longest common subsequence. */
final class WordDiff {
  /** Beyond this many cells the middle is shown as replaced rather than compared. */
  private static final long MOST_CELLS = 4_000_000;

  private static final Pattern WORD = Pattern.compile("\\s+|[^\\s]+");

  enum Kind {
    SAME,
    REMOVED,
    ADDED
  }

  /** Neighbouring words to which the same has happened. */
  record Part(Kind kind, List<String> words) {}

  private final List<Part> parts = new ArrayList<>();

  private WordDiff() {}

  static List<Part> between(String before, String after) {
    List<String> old = words(before);
    List<String> now = words(after);
    WordDiff diff = new WordDiff();
    int start = 0;
    int shorter = Math.min(old.size(), now.size());
    while (start < shorter && old.get(start).equals(now.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
      end++;
    }
    diff.add(Kind.SAME, old.subList(0, start));
    diff.middle(old.subList(start, old.size() - end), now.subList(start, now.size() - end));
    diff.add(Kind.SAME, old.subList(old.size() - end, old.size()));
    return diff.parts;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private void middle(List<String> old, List<String> now) {
    if ((long) old.size() * now.size() > MOST_CELLS) {
      add(Kind.REMOVED, old);
      add(Kind.ADDED, now);
      return;
    }
    int[][] common = new int[old.size() + 1][now.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = now.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(now.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < old.size() || j < now.size()) {
      if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
        add(Kind.SAME, List.of(old.get(i)));
        i++;
        j++;
      } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        add(Kind.REMOVED, List.of(old.get(i)));
        i++;
      } else {
        add(Kind.ADDED, List.of(now.get(j)));
        j++;
      }
    }
  }

  private void add(Kind kind, List<String> words) {
    if (words.isEmpty()) {
      return;
    }
    int last = parts.size() - 1;
    if (last >= 0 && parts.get(last).kind() == kind) {
      parts.get(last).words().addAll(words);
    } else {
      parts.add(new Part(kind, new ArrayList<>(words)));
    }
  }
}
