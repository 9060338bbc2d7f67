package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes a value for an explanation: short, escaped, containers only one level deep. */
final class ValueText {
  private static final int ELEMENTS = 10;

  private ValueText() {}

  static void append(StringBuilder out, Node node, Frame frame) {
    try {
      append(out, node.value(frame), true);
    } catch (EvalError e) {
      boolean missing = e.code.equals(Codes.NO_SUCH_FIELD) || e.code.equals(Codes.NO_SUCH_KEY);
      out.append(missing ? "missing" : "no value");
    }
  }

  private static void append(StringBuilder out, Object value, boolean inside) {
    if (value instanceof String text) {
      SafeText.quote(out, text);
    } else if (value instanceof Double number) {
      String digits = NumberText.of(number);
      boolean whole = Math.rint(number) == number && digits.indexOf('e') < 0;
      out.append(digits).append(whole && !Double.isInfinite(number) ? ".0" : "");
    } else if (value instanceof Unsigned) {
      out.append(value).append('u');
    } else if (value instanceof BigDecimal number) {
      out.append(number.toPlainString());
    } else if (value instanceof Instant instant) {
      out.append(TimeText.timestamp(instant));
    } else if (value instanceof Duration duration) {
      out.append(TimeText.duration(duration));
    } else if (value instanceof byte[] bytes) {
      out.append(bytes.length).append(" bytes");
    } else if (value instanceof Map<?, ?> map) {
      out.append('{').append(Host.size(map)).append(" entries}");
    } else if (value instanceof List<?> list) {
      elements(out, list, inside);
    } else if (value instanceof Null) {
      out.append("null");
    } else if (value instanceof TypeValue type) {
      out.append(type.name());
    } else {
      out.append(value);
    }
  }

  private static void elements(StringBuilder out, List<?> list, boolean inside) {
    int size = Host.size(list);
    if (!inside) {
      out.append('[').append(size).append(" elements]");
      return;
    }
    out.append('[');
    Iterator<?> elements = Host.iterator(list);
    for (int i = 0; Host.hasNext(elements); i++) {
      out.append(i == 0 ? "" : ", ");
      if (i == ELEMENTS) {
        out.append("… ").append(size).append(" elements");
        break;
      }
      append(out, Values.of(Host.next(elements)), false);
    }
    out.append(']');
  }
}
