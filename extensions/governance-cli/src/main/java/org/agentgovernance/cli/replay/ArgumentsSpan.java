package org.agentgovernance.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments stand in a line. They are taken out as the agent wrote them, so that
 * arguments which are JSON but not strict JSON (a key twice, a number that is too large) are a call
 * that is denied and not a line that cannot be read.
 *
 * @param start the first character
 * @param end behind the last character
 */
record ArgumentsSpan(int start, int end) {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final String KEY = "args";

  /** The span, or null when the line is no object with arguments, or no JSON at all. */
  static @Nullable ArgumentsSpan find(String line) {
    try (JsonParser parser = FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      ArgumentsSpan found = null;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean here = found == null && KEY.equals(parser.currentName());
        parser.nextToken();
        long start = parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        if (here) {
          found = new ArgumentsSpan((int) start, (int) parser.currentLocation().getCharOffset());
        }
      }
      return found;
    } catch (IOException e) {
      return null;
    }
  }

  /** The arguments. */
  String of(String line) {
    return line.substring(start, end);
  }

  /** The line with a number in place of the arguments; what follows stays in its column. */
  String without(String line) {
    return line.substring(0, start) + "0" + " ".repeat(end - start - 1) + line.substring(end);
  }
}
