package org.agentgovernance.cli;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.catalog.DescriptorChange;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Shows one change of a descriptor in 80 columns. The words are a stranger's: whatever does not
 * show itself on a terminal, or could change how the rest is shown, stands there as an escape.
 */
final class ChangeText {
  private static final String INDENT = "    ";
  private static final int CONTEXT = 12;

  private final Terminal terminal;
  private final StringBuilder out = new StringBuilder();
  private int used;

  private ChangeText(Terminal terminal) {
    this.terminal = terminal;
  }

  static String of(DescriptorChange change, Terminal terminal) {
    ChangeText text = new ChangeText(terminal);
    text.line("  " + change.kind() + " ", change.pointer().isEmpty() ? "/" : change.pointer());
    switch (change.kind()) {
      case ADDED -> text.words(List.of(part(WordDiff.Kind.ADDED, change.after())));
      case REMOVED -> text.words(List.of(part(WordDiff.Kind.REMOVED, change.before())));
      case CHANGED -> text.words(parts(change.before(), change.after()));
    }
    return text.out.toString();
  }

  private static WordDiff.Part part(WordDiff.Kind kind, @Nullable Object value) {
    List<WordDiff.Part> parts =
        WordDiff.between("", value instanceof String text ? text : Json.text(value));
    return new WordDiff.Part(kind, parts.isEmpty() ? List.of("\"\"") : parts.get(0).words());
  }

  private static List<WordDiff.Part> parts(@Nullable Object before, @Nullable Object after) {
    if (before instanceof String old && after instanceof String now) {
      return WordDiff.between(old, now);
    }
    return List.of(
        new WordDiff.Part(WordDiff.Kind.REMOVED, List.of(Json.text(before))),
        new WordDiff.Part(WordDiff.Kind.ADDED, List.of(Json.text(after))));
  }

  private void line(String first, String pointer) {
    for (String piece : pieces(visible(pointer), Terminal.WIDTH - first.length())) {
      out.append(first).append(piece).append('\n');
      first = " ".repeat(first.length());
    }
  }

  private void words(List<WordDiff.Part> parts) {
    out.append(INDENT);
    used = INDENT.length();
    for (int i = 0; i < parts.size(); i++) {
      WordDiff.Part part = parts.get(i);
      switch (part.kind()) {
        case SAME -> same(part.words(), i > 0, i < parts.size() - 1);
        case REMOVED -> marked("[-", part.words(), "-]", Terminal.Colour.RED);
        case ADDED -> marked("{+", part.words(), "+}", Terminal.Colour.GREEN);
      }
    }
    out.append('\n');
  }

  /** Unchanged words, of which only those next to a change are shown. */
  private void same(List<String> words, boolean after, boolean before) {
    int head = after ? CONTEXT : 0;
    int tail = before ? CONTEXT : 0;
    if (words.size() <= head + tail + 4) {
      words.forEach(word -> put(word, null));
      return;
    }
    words.subList(0, head).forEach(word -> put(word, null));
    put("(… unchanged …)", null);
    words.subList(words.size() - tail, words.size()).forEach(word -> put(word, null));
  }

  private void marked(String open, List<String> words, String close, Terminal.Colour colour) {
    List<String> all = new ArrayList<>(words);
    all.set(0, open + all.get(0));
    all.set(all.size() - 1, all.get(all.size() - 1) + close);
    all.forEach(word -> put(word, colour));
  }

  private void put(String word, Terminal.@Nullable Colour colour) {
    String shown = word.isBlank() && word.equals(" ") ? word : visible(word);
    for (String piece : pieces(shown, Terminal.WIDTH - INDENT.length())) {
      if (used + piece.length() > Terminal.WIDTH) {
        out.append('\n').append(INDENT);
        used = INDENT.length();
        if (piece.isBlank()) {
          continue;
        }
      }
      out.append(colour == null ? piece : terminal.colour(colour, piece));
      used += piece.length();
    }
  }

  /** Escapes what cannot be seen; a backslash is doubled so that no escape can be imitated. */
  private static String visible(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> out.append(Text.safe(Character.toString(c)));
              }
            });
    return out.toString();
  }

  private static List<String> pieces(String text, int width) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int end = Math.min(text.length(), i + width);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      pieces.add(text.substring(i, end));
      i = end;
    }
    return pieces;
  }
}
