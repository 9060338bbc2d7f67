package org.agentgovernance.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Sums of what calls used, by group and unit. Where a budget booked an amount, that is what counts:
 * the estimate of a tool that reported nothing, or of one of which nobody knows what became. Where
 * no budget did, what was reported counts, in the digits of budgets.
 */
final class CostReport {
  private static final int DIGITS = 6;
  private static final String BOOKED = "booked ";
  private static final String RESERVED = "reserved ";

  private final List<String> by;
  private final @Nullable Instant from;
  private final @Nullable Instant to;
  private final Map<String, Map<String, BigDecimal>> running = new HashMap<>();
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

  void add(Map<String, @Nullable Object> record) {
    String kind = String.valueOf(record.get("kind"));
    String call = String.valueOf(record.get("call"));
    Map<String, Object> model = object(record.get("model"));
    if (kind.equals("intent")) {
      running.put(call, facts(record, RESERVED));
    } else if (kind.equals("outcome")) {
      Map<String, Object> outcome = object(record.get("outcome"));
      Map<String, BigDecimal> used = amounts(object(outcome.get("usage")));
      Map<String, BigDecimal> reserved = running.remove(call);
      if ("unknown".equals(outcome.get("kind")) && reserved != null) {
        used.putAll(reserved);
      }
      used.putAll(facts(record, BOOKED));
      book(record, used);
    } else if (kind.equals("model") && model.containsKey("outcome")) {
      Map<String, BigDecimal> used = amounts(object(model.get("usage")));
      used.putAll(facts(record, BOOKED));
      book(record, used);
    }
  }

  private void book(Map<String, @Nullable Object> record, Map<String, BigDecimal> used) {
    Instant at = Instant.parse(String.valueOf(record.get("at")));
    if ((from != null && at.isBefore(from)) || (to != null && !at.isBefore(to))) {
      return;
    }
    List<String> group = by.stream().map(name -> part(name, record)).toList();
    used.forEach(
        (unit, amount) -> {
          Row row =
              rows.computeIfAbsent(Json.text(List.of(group, unit)), key -> new Row(group, unit));
          row.amount = row.amount.add(amount);
          row.calls++;
        });
  }

  private static String part(String name, Map<String, @Nullable Object> record) {
    Object value =
        switch (name) {
          case "agent", "session", "task", "tool" -> record.get(name);
          case "user" -> object(record.get("user")).get("id");
          case "model" -> object(record.get("model")).get("name");
          default -> object(record.get("tags")).get(name);
        };
    return value == null ? "" : value.toString();
  }

  /** What the budgets of a record say about each unit. */
  private static Map<String, BigDecimal> facts(
      Map<String, @Nullable Object> record, String prefix) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    if (record.get("controls") instanceof List<?> controls) {
      for (Object control : controls) {
        Map<String, Object> said = object(control);
        if ("budget".equals(said.get("id"))) {
          object(said.get("facts"))
              .forEach(
                  (name, text) -> {
                    if (name.startsWith(prefix)) {
                      amounts.put(name.substring(prefix.length()), amount(text));
                    }
                  });
        }
      }
    }
    return amounts;
  }

  private static Map<String, BigDecimal> amounts(Map<String, Object> texts) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    texts.forEach((unit, text) -> amounts.put(unit, amount(text)));
    return amounts;
  }

  private static BigDecimal amount(Object text) {
    BigDecimal amount = new BigDecimal(text.toString());
    return amount.scale() > DIGITS ? amount.setScale(DIGITS, RoundingMode.CEILING) : amount;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
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
