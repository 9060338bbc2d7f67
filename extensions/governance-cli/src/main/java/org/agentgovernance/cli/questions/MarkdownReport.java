package org.agentgovernance.cli.questions;

import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.cli.Text;
import org.agentgovernance.cli.questions.Report.Section;
import org.agentgovernance.cli.questions.Report.Table;

/** A report in Markdown (GitHub's tables). Nothing that a record says becomes markup. */
final class MarkdownReport {
  private static final String SPECIAL = "\\`*_[]<>#|&~";

  private MarkdownReport() {}

  static String render(Report report) {
    StringBuilder out = new StringBuilder(8192);
    out.append("# ").append(escape(report.title())).append("\n\n");
    report.opening().forEach(line -> out.append(escape(line)).append("\n\n"));
    for (Section section : report.sections()) {
      out.append("## ").append(escape(section.title())).append("\n\n");
      section.notes().forEach(note -> out.append(escape(note)).append("\n\n"));
      section.tables().forEach(table -> table(table, out));
    }
    return out.toString().stripTrailing() + "\n";
  }

  private static void table(Table table, StringBuilder out) {
    if (table.id().contains(" ")) {
      out.append("### ").append(escape(table.id())).append("\n\n");
    }
    if (table.rows().isEmpty()) {
      out.append(escape(table.columns().get(0))).append(": none\n\n");
      return;
    }
    row(table.columns(), out);
    List<Object> first = table.rows().get(0);
    out.append('|');
    first.forEach(cell -> out.append(cell instanceof Long ? "---:|" : "---|"));
    out.append('\n');
    table.rows().forEach(row -> row(row, out));
    out.append('\n');
  }

  private static void row(List<?> cells, StringBuilder out) {
    out.append(
        cells.stream()
            .map(cell -> escape(cell.toString()))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** Whether a viewer would make a link of what stands around this character. */
  private static boolean links(String line, int at) {
    return line.startsWith("//", at)
        || line.charAt(at) == '@'
        || (line.charAt(at) == '.' && line.regionMatches(true, at - 3, "www", 0, 3));
  }

  static String escape(String text) {
    String line = Text.safe(text).replace('\n', ' ');
    StringBuilder out = new StringBuilder(line.length() + 8);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (SPECIAL.indexOf(c) >= 0 || links(line, i)) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
