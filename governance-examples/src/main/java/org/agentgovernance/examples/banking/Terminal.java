package org.agentgovernance.examples.banking;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints lines of at most 80 columns, in plain ASCII, with colours where they can be seen. */
final class Terminal {
  /** How a word is set off. */
  enum Tone {
    /** Not at all. */
    PLAIN(""),
    /** A heading. */
    BOLD("1"),
    /** Of less interest. */
    DIM("2"),
    /** It ran, it is well. */
    GOOD("32"),
    /** A person is asked. */
    ASKED("33"),
    /** It was stopped, it is damaged. */
    STOPPED("31");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  static final int WIDTH = 80;

  private final PrintStream out;
  private final boolean colours;

  Terminal(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Colours on a terminal, unless the user has said no to them. */
  static boolean wantsColours() {
    return System.getenv("NO_COLOR") == null && isTerminal(System.console());
  }

  /** Up to Java 21 there is no console without a terminal; later ones are asked. */
  private static boolean isTerminal(@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  void blank() {
    out.println();
  }

  void heading(String text) {
    line(Tone.BOLD, text);
  }

  void line(Tone tone, String text) {
    out.println(toned(tone, shortened(text, WIDTH)));
  }

  /** A line that keeps its spaces; at most 80 of ASCII. */
  void raw(String text) {
    out.println(text.stripTrailing());
  }

  /** A label in its own column, then as many lines of text as it takes. */
  void labelled(int indent, int column, Tone tone, String label, String text) {
    String margin = " ".repeat(indent);
    int room = WIDTH - indent - column;
    String rest = ascii(text);
    String head = margin + toned(tone, label) + " ".repeat(Math.max(0, column - label.length()));
    do {
      int end = breakAt(rest, room);
      out.println((head + rest.substring(0, end)).stripTrailing());
      rest = rest.substring(end).strip();
      head = margin + " ".repeat(column);
    } while (!rest.isEmpty());
  }

  /** One line of label and text, cut where the line ends. */
  void cut(int indent, int column, Tone tone, String label, String text) {
    labelled(indent, column, tone, label, shortened(text, WIDTH - indent - column));
  }

  private static int breakAt(String text, int room) {
    if (text.length() <= room) {
      return text.length();
    }
    int space = text.lastIndexOf(' ', room);
    return space > 0 ? space : room;
  }

  /** A text of at most so many characters. */
  static String shortened(String text, int most) {
    String plain = ascii(text);
    return plain.length() <= most ? plain : plain.substring(0, most - 3).strip() + "...";
  }

  /** What any terminal can show: line ends and tabs as spaces, the rest of the world as ?. */
  private static String ascii(String text) {
    return text.replaceAll("\\s+", " ").replaceAll("[^ -~]", "?").strip();
  }

  private String toned(Tone tone, String text) {
    return colours && !tone.code.isEmpty() ? "\033[" + tone.code + "m" + text + "\033[0m" : text;
  }
}
