package org.agentgovernance.cli;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Sums of what calls used, by group and unit. */
final class CostReport {
  private final List<String> by;
  private final @Nullable Instant from;
  private final @Nullable Instant to;
  private final TreeMap<String, Row> rows = new TreeMap<>();

  /** One group and unit. */
  private static final class Row {
    final List<String> group;
    final String unit;
    BigDecimal amount = BigDecimal.ZERO;
    long calls;

    Row(List<String> group, String unit) {
      this.group = group;
      this.unit = unit;
    }
  }

  CostReport(List<String> by, @Nullable Instant from, @Nullable Instant to) {
    this.by = List.copyOf(by);
    this.from = from;
    this.to = to;
  }

  /** What one call used. Of a unit of which it used nothing it is not a call. */
  void add(Map<String, @Nullable Object> record, Instant at, Map<String, BigDecimal> used) {
    if ((from != null && at.isBefore(from)) || (to != null && !at.isBefore(to))) {
      return;
    }
    List<String> group = by.stream().map(name -> part(name, record)).toList();
    used.forEach(
        (unit, amount) -> {
          if (amount.signum() > 0) {
            Row row =
                rows.computeIfAbsent(Json.text(List.of(group, unit)), key -> new Row(group, unit));
            row.amount = row.amount.add(amount);
            row.calls++;
          }
        });
  }

  private static String part(String name, Map<String, @Nullable Object> record) {
    Object value =
        switch (name) {
          case "agent", "session", "task", "tool" -> record.get(name);
          case "user" -> CallCosts.object(record.get("user")).get("id");
          case "issuer" -> CallCosts.object(record.get("user")).get("issuer");
          case "model" -> CallCosts.object(record.get("model")).get("name");
          default -> CallCosts.object(record.get("tags")).get(name);
        };
    return value == null ? "" : value.toString();
  }

  String json() {
    List<Object> all = new ArrayList<>();
    for (Row row : rows.values()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      Map<String, Object> group = new LinkedHashMap<>();
      for (int i = 0; i < by.size(); i++) {
        group.put(by.get(i), row.group.get(i));
      }
      entry.put("by", group);
      entry.put("unit", row.unit);
      entry.put("amount", row.amount.toPlainString());
      entry.put("calls", row.calls);
      all.add(entry);
    }
    return Json.text(Map.of("cost", all)) + "\n";
  }

  String csv() {
    StringBuilder text = new StringBuilder();
    List<String> heads = new ArrayList<>(by);
    heads.addAll(List.of("unit", "amount", "calls"));
    line(heads, text);
    for (Row row : rows.values()) {
      List<String> cells = new ArrayList<>(row.group);
      cells.addAll(List.of(row.unit, row.amount.toPlainString(), Long.toString(row.calls)));
      line(cells, text);
    }
    return text.toString();
  }

  /** As in RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
  private static void line(List<String> cells, StringBuilder text) {
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String safe = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
      boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      text.append(i == 0 ? "" : ",");
      text.append(quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe);
    }
    text.append("\r\n");
  }

  String table() {
    if (rows.isEmpty()) {
      return "No use is recorded.\n";
    }
    List<String> heads = new ArrayList<>(by);
    heads.addAll(List.of("unit", "amount", "calls"));
    List<List<String>> lines = new ArrayList<>();
    lines.add(heads);
    for (Row row : rows.values()) {
      List<String> cells = new ArrayList<>();
      row.group.forEach(part -> cells.add(part.isEmpty() ? "-" : cut(part)));
      cells.addAll(List.of(cut(row.unit), row.amount.toPlainString(), Long.toString(row.calls)));
      lines.add(cells);
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        int column = i;
        int width = lines.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String pad = " ".repeat(width - line.get(i).length());
        out.append(i == 0 ? "" : "  ");
        out.append(i > by.size() ? pad + line.get(i) : line.get(i) + pad);
      }
      text.append(out.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String cut(String text) {
    return text.length() <= 24 ? text : text.substring(0, 23) + "~";
  }
}
