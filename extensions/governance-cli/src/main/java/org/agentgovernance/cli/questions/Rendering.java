package org.agentgovernance.cli.questions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.cli.questions.Report.Section;
import org.agentgovernance.cli.questions.Report.Table;
import org.agentgovernance.json.Json;

/** The forms that a report can have. */
public enum Rendering {
  /** Markdown. */
  md {
    @Override
    public String render(Report report) {
      return MarkdownReport.render(report);
    }
  },
  /** One HTML file without scripts and without anything to load. */
  html {
    @Override
    public String render(Report report) {
      return HtmlReport.render(report);
    }
  },
  /** JSON. */
  json {
    @Override
    public String render(Report report) {
      return jsonText(report);
    }
  };

  /**
   * Gives a report its form.
   *
   * @param report the report
   * @return the text
   */
  public abstract String render(Report report);

  private static String jsonText(Report report) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("report", report.id());
    all.put("version", 1L);
    all.put("about", report.opening());
    for (Section section : report.sections()) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("notes", section.notes());
      for (Table table : section.tables()) {
        List<Object> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
          Map<String, Object> cells = new LinkedHashMap<>();
          for (int i = 0; i < row.size(); i++) {
            cells.put(table.columns().get(i), row.get(i));
          }
          rows.add(cells);
        }
        part.put(table.id(), rows);
      }
      all.put(section.id(), part);
    }
    return Json.text(all) + "\n";
  }
}
