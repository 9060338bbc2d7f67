package org.agentgovernance.cli.questions;

import org.agentgovernance.cli.Text;
import org.agentgovernance.cli.questions.Report.Section;
import org.agentgovernance.cli.questions.Report.Table;

/** A report as one HTML file: no scripts, no links, nothing to load, readable on paper. */
final class HtmlReport {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
      body { font: 15px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff;
        max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem;
        border-bottom: 2px solid #444; padding-bottom: .2rem; }
      h3 { font-size: 1rem; margin-bottom: .3rem; }
      table { border-collapse: collapse; width: 100%%; margin: .6rem 0 1.2rem; }
      th, td { border: 1px solid #bbb; padding: .25rem .5rem; text-align: left;
        vertical-align: top; overflow-wrap: anywhere; }
      th { background: #eee; } td.n { text-align: right; white-space: nowrap; }
      @media print { body { font-size: 10pt; max-width: none; margin: 0; padding: 0; }
        tr { break-inside: avoid; } h2, h3 { break-after: avoid; } thead { display: \
      table-header-group; } }
      </style>
      </head>
      <body>
      <h1>%s</h1>
      """;

  private HtmlReport() {}

  static String render(Report report) {
    StringBuilder out = new StringBuilder(16_384);
    String title = escape(report.title());
    out.append(String.format(HEAD, title, title));
    report.opening().forEach(line -> paragraph(line, out));
    for (Section section : report.sections()) {
      out.append("<h2>").append(escape(section.title())).append("</h2>\n");
      section.notes().forEach(note -> paragraph(note, out));
      section.tables().forEach(table -> table(table, out));
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private static void paragraph(String text, StringBuilder out) {
    out.append("<p>").append(escape(text)).append("</p>\n");
  }

  private static void table(Table table, StringBuilder out) {
    if (table.id().contains(" ")) {
      out.append("<h3>").append(escape(table.id())).append("</h3>\n");
    }
    if (table.rows().isEmpty()) {
      paragraph(table.columns().get(0) + ": none", out);
      return;
    }
    out.append("<table>\n<thead><tr>");
    table
        .columns()
        .forEach(name -> out.append("<th scope=\"col\">").append(escape(name)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (var row : table.rows()) {
      out.append("<tr>");
      for (Object cell : row) {
        out.append(cell instanceof Long ? "<td class=\"n\">" : "<td>");
        out.append(escape(cell.toString())).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n");
  }

  static String escape(String text) {
    return Text.safe(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
