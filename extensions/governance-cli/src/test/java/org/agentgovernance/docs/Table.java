package org.agentgovernance.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of a page's tables that begin with one word in code font. */
final class Table {
  private static final Pattern HEADING = Pattern.compile("#{2,} `([^`]+)`");
  private static final Pattern FIRST = Pattern.compile("`([^`]+)`");

  /**
   * A row.
   *
   * @param heading the word in code font of the nearest heading above, or an empty string
   * @param key the word in the first cell
   * @param cells all cells
   */
  record Row(String heading, String key, List<String> cells) {}

  private Table() {}

  static List<Row> rows(Page page) {
    List<Row> rows = new ArrayList<>();
    String heading = "";
    boolean fenced = false;
    for (String line : page.lines()) {
      fenced ^= line.startsWith("```");
      if (fenced) {
        continue;
      }
      if (line.startsWith("#")) {
        Matcher named = HEADING.matcher(line);
        heading = named.matches() ? named.group(1) : "";
      } else if (line.startsWith("|")) {
        List<String> cells = cells(line);
        Matcher first = FIRST.matcher(cells.get(0));
        if (first.matches()) {
          rows.add(new Row(heading, first.group(1), cells));
        }
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1).split("(?<!\\\\)\\|", 0)) {
      cells.add(cell.strip());
    }
    return cells;
  }
}
