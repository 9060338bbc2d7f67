package org.agentgovernance.approval;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/** Reads a standing grant. What it does not know it refuses: it could be a restriction. */
final class StandingGrantReader {
  private static final int MOST_USES = 1_000_000;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_TEXT = 4096;
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "id",
          "approval",
          "agent",
          "user",
          "tools",
          "arguments",
          "uses",
          "total",
          "notBefore",
          "notAfter",
          "hours",
          "reason",
          "issuer");

  private StandingGrantReader() {}

  static StandingTerms read(byte[] json) {
    try {
      return read(Json.object(Json.parse(json)));
    } catch (JsonException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static StandingTerms read(Map<String, @Nullable Object> map) {
    only(map, FIELDS, "a grant");
    if (!"agentgovernance/v1".equals(map.get("apiVersion"))
        || !"StandingGrant".equals(map.get("kind"))) {
      throw malformed("apiVersion must be agentgovernance/v1 and kind StandingGrant");
    }
    if (!(map.get("uses") instanceof Long uses) || uses < 1 || uses > MOST_USES) {
      throw malformed("uses is a whole number from 1 to " + MOST_USES);
    }
    Instant notBefore = time(map, "notBefore");
    Instant notAfter = time(map, "notAfter");
    if (!notBefore.isBefore(notAfter)
        || Duration.between(notBefore, notAfter).compareTo(StandingGrant.LONGEST) > 0) {
      throw malformed("notAfter is later than notBefore, by 90 days at most");
    }
    return new StandingTerms(
        text(map, "id", LONGEST_NAME),
        text(map, "approval", LONGEST_NAME),
        text(map, "agent", LONGEST_NAME),
        map.containsKey("user") ? user(Json.object(map.get("user"))) : null,
        tools(map.get("tools")),
        bounds(Json.object(map.get("arguments"))),
        uses.intValue(),
        map.containsKey("total") ? total(Json.object(map.get("total"))) : null,
        notBefore,
        notAfter,
        map.containsKey("hours") ? hours(Json.object(map.get("hours"))) : null,
        text(map, "reason", LONGEST_TEXT),
        text(map, "issuer", LONGEST_NAME));
  }

  private static Subject user(Map<String, @Nullable Object> map) {
    only(map, Set.of("id", "issuer"), "user");
    String issuer = map.containsKey("issuer") ? text(map, "issuer", LONGEST_NAME) : "";
    return new Subject(text(map, "id", LONGEST_NAME), issuer, Set.of(), Map.of());
  }

  private static Set<String> tools(@Nullable Object value) {
    Set<String> tools = new LinkedHashSet<>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof String name) || name.isEmpty() || name.indexOf('*') >= 0) {
          throw malformed("tools are exact names, no patterns");
        }
        tools.add(name);
      }
    }
    if (tools.isEmpty()) {
      throw malformed("tools is a list of at least one name");
    }
    return Set.copyOf(tools);
  }

  private static Map<String, ArgumentBound> bounds(Map<String, @Nullable Object> map) {
    Map<String, ArgumentBound> bounds = new LinkedHashMap<>();
    map.forEach((name, value) -> bounds.put(name, bound(Json.object(value))));
    return Map.copyOf(bounds);
  }

  private static ArgumentBound bound(Map<String, @Nullable Object> map) {
    if (map.size() == 1) {
      Object value = map.values().iterator().next();
      switch (map.keySet().iterator().next()) {
        case "equals":
          return new ArgumentBound.OneOf(Set.of(canonical(value)));
        case "oneOf":
          if (value instanceof List<?> list && !list.isEmpty()) {
            Set<String> all = new HashSet<>();
            new ArrayList<>(list).forEach(each -> all.add(canonical(each)));
            return new ArgumentBound.OneOf(Set.copyOf(all));
          }
          break;
        case "atMost":
          return new ArgumentBound.AtMost(decimal(value));
        case "any":
          if (Boolean.TRUE.equals(value)) {
            return new ArgumentBound.Any();
          }
          break;
        default:
          break;
      }
    }
    throw malformed(
        "an argument is bounded by one of \"equals\", \"oneOf\", \"atMost\", or is free with"
            + " \"any\": true");
  }

  private static String canonical(@Nullable Object value) {
    if (value == null) {
      throw malformed("an argument cannot be bounded to null");
    }
    return Json.text(value);
  }

  private static StandingTerms.Total total(Map<String, @Nullable Object> map) {
    only(map, Set.of("argument", "limit"), "total");
    BigDecimal limit = decimal(map.get("limit"));
    if (limit.signum() == 0) {
      throw malformed("total.limit is more than 0");
    }
    return new StandingTerms.Total(text(map, "argument", LONGEST_NAME), limit);
  }

  private static StandingTerms.Hours hours(Map<String, @Nullable Object> map) {
    only(map, Set.of("from", "to", "zone"), "hours");
    try {
      LocalTime from = LocalTime.parse(text(map, "from", 5));
      LocalTime to = LocalTime.parse(text(map, "to", 5));
      if (from.isBefore(to)) {
        return new StandingTerms.Hours(from, to, ZoneId.of(text(map, "zone", LONGEST_NAME)));
      }
    } catch (DateTimeException e) {
      throw malformed("hours are from, to such as 08:00, and a zone such as Europe/Berlin");
    }
    throw malformed("hours.from is before hours.to, on the same day");
  }

  private static BigDecimal decimal(@Nullable Object value) {
    BigDecimal amount = value instanceof String ? ArgumentBound.amount(value) : null;
    if (amount == null) {
      throw malformed(
          "an amount is text of up to 12 digits, and up to 6 after the point: \"100.00\"");
    }
    return amount;
  }

  private static Instant time(Map<String, @Nullable Object> map, String field) {
    try {
      return Instant.parse(text(map, field, 30));
    } catch (DateTimeException e) {
      throw malformed(field + " is a time such as 2030-01-01T00:00:00Z");
    }
  }

  private static String text(Map<String, @Nullable Object> map, String field, int longest) {
    if (map.get(field) instanceof String text && !text.isBlank() && text.length() <= longest) {
      return text;
    }
    throw malformed(field + " is text of 1 to " + longest + " characters");
  }

  private static void only(Map<String, @Nullable Object> map, Set<String> known, String what) {
    if (!known.containsAll(map.keySet())) {
      throw malformed(what + " may have only " + String.join(", ", new TreeSet<>(known)));
    }
  }

  static GovernanceException malformed(String why) {
    return new GovernanceException(
        ReasonCode.STANDING_MALFORMED, "the standing grant is not valid: " + why);
  }
}
