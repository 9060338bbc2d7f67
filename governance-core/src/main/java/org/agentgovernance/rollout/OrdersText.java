package org.agentgovernance.rollout;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** Orders as JSON, strictly: whatever is missing, more or different is refused. */
final class OrdersText {
  private static final String FORMAT = "agentgovernance/orders/v1";
  private static final Set<String> FIELDS = Set.of("format", "epoch", "orders");
  private static final Set<String> ORDER =
      Set.of("id", "kind", "target", "name", "issuer", "reason", "by", "at");

  private OrdersText() {}

  static String write(Orders orders) {
    List<Object> list = new ArrayList<>();
    for (Order order : orders.list()) {
      Map<String, Object> fields = new HashMap<>();
      fields.put("id", order.id());
      fields.put("kind", order.kind().word());
      fields.put("target", order.target().kind().word());
      fields.put("name", order.target().id());
      fields.put("issuer", order.target().issuer());
      fields.put("reason", order.reason());
      fields.put("by", order.by());
      fields.put("at", order.at().toString());
      list.add(fields);
    }
    return Json.text(Map.of("format", FORMAT, "epoch", orders.epoch(), "orders", list));
  }

  static Orders read(byte[] utf8) {
    try {
      return orders(Json.parse(utf8, JsonLimits.FILE));
    } catch (JsonException e) {
      throw refused(e.getMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw refused("they hold an order that nobody could have given", e);
    }
  }

  private static Orders orders(@Nullable Object value) {
    Map<String, @Nullable Object> fields = only(FIELDS, value);
    if (!FORMAT.equals(fields.get("format"))
        || !(fields.get("epoch") instanceof Long epoch)
        || !(fields.get("orders") instanceof List<?> list)) {
      throw refused("they have not the format " + FORMAT, null);
    }
    return Orders.of(epoch, list.stream().map(OrdersText::order).toList());
  }

  private static GovernanceException refused(@Nullable String why, @Nullable Exception cause) {
    String message = "the orders cannot be read: " + why;
    return cause == null
        ? new GovernanceException(ReasonCode.CONTROL_UNAVAILABLE, message)
        : new GovernanceException(ReasonCode.CONTROL_UNAVAILABLE, message, cause);
  }

  private static Order order(@Nullable Object value) {
    Map<String, @Nullable Object> fields = only(ORDER, value);
    Target target =
        new Target(
            Target.Kind.valueOf(word(fields, "target")),
            text(fields, "name"),
            text(fields, "issuer"));
    return new Order(
        text(fields, "id"),
        Order.Kind.valueOf(word(fields, "kind")),
        target,
        text(fields, "reason"),
        text(fields, "by"),
        Instant.parse(text(fields, "at")));
  }

  private static Map<String, @Nullable Object> only(Set<String> names, @Nullable Object value) {
    Map<String, @Nullable Object> fields = Json.object(value);
    if (!fields.keySet().equals(names)) {
      throw refused("they do not have exactly the fields " + names, null);
    }
    return fields;
  }

  private static String word(Map<String, @Nullable Object> fields, String name) {
    String word = text(fields, name);
    String upper = word.toUpperCase(Locale.ROOT);
    if (!word.equals(upper.toLowerCase(Locale.ROOT))) {
      throw refused("their words are in lower case", null);
    }
    return upper;
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw refused("\"" + name + "\" of an order is a text", null);
  }
}
