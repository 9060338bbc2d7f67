package org.agentgovernance.audit;

/**
 * Where a record stands in a distributed trace, in the form of W3C Trace Context. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits
 */
public record TraceSpan(String traceId, String spanId) {
  /** Checks the form, so that nothing else gets into a record this way. */
  public TraceSpan {
    if (!hex(traceId, 32) || !hex(spanId, 16)) {
      throw new IllegalArgumentException(
          "a trace id has 32 and a span id 16 lower-case hexadecimal digits");
    }
  }

  private static boolean hex(String text, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
