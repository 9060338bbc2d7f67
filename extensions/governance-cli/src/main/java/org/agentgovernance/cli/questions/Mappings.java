package org.agentgovernance.cli.questions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.cli.questions.Report.Table;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** What of laws and standards the counts can support; the table is data, in mappings.json. */
final class Mappings {
  private static final List<String> COLUMNS =
      List.of("reference", "asks", "status", "evidence", "not covered");

  private Mappings() {}

  static List<Table> tables(ComplianceTally tally) {
    List<Table> tables = new ArrayList<>();
    for (Object item : frameworks()) {
      Map<String, @Nullable Object> framework = Entry.object(item);
      List<List<Object>> rows = new ArrayList<>();
      for (Object entry : list(framework.get("entries"))) {
        rows.add(row(Entry.object(entry), tally));
      }
      tables.add(new Table(String.valueOf(framework.get("name")), COLUMNS, rows));
    }
    return tables;
  }

  private static List<?> frameworks() {
    try (InputStream in = Mappings.class.getResourceAsStream("mappings.json")) {
      if (in == null) {
        throw new IllegalStateException("mappings.json is not in the jar");
      }
      return list(Entry.object(Json.parse(in.readAllBytes())).get("frameworks"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static List<Object> row(Map<String, @Nullable Object> entry, ComplianceTally tally) {
    List<?> names = list(entry.get("evidence"));
    StringBuilder evidence = new StringBuilder();
    long sum = 0;
    for (Object name : names) {
      Measure measure = Measure.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT));
      long count = tally.count(measure);
      sum += count;
      evidence.append(evidence.isEmpty() ? "" : "; ");
      evidence.append(measure.words()).append(": ").append(count);
      evidence.append(" (").append(measure.records()).append(')');
    }
    String status = names.isEmpty() ? "not covered" : sum == 0 ? "no records" : "supports";
    return List.of(
        String.valueOf(entry.get("reference")),
        String.valueOf(entry.get("asks")),
        status,
        evidence.isEmpty() ? "none" : evidence.toString(),
        String.valueOf(entry.get("missing")));
  }
}
