package org.agentgovernance.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One strict pass over JSON text; the token stream is Jackson's, the rules are ours. */
final class StrictReader {
  private static final JsonFactory DEFAULT = factory(JsonLimits.DEFAULT);
  private static final int MESSAGE_CHARS = 120;
  private static final int NUMBER_CHARS = 400;

  private final JsonParser parser;

  private StrictReader(JsonParser parser) {
    this.parser = parser;
  }

  static @Nullable Object read(String text, JsonLimits limits) {
    if (text.length() > limits.documentBytes()) {
      throw new JsonException(
          "the document has " + text.length() + " characters, more than " + limits.documentBytes());
    }
    JsonFactory factory = limits.equals(JsonLimits.DEFAULT) ? DEFAULT : factory(limits);
    try (JsonParser parser = factory.createParser(text)) {
      StrictReader reader = new StrictReader(parser);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonException("the document is empty");
      }
      Object value = reader.value(first);
      if (parser.nextToken() != null) {
        throw reader.problem("text after the end of the value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new JsonException(overLimit(e, limits));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new JsonException(
          reason(e), at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr());
    } catch (IOException e) {
      throw new JsonException("the document could not be read");
    }
  }

  private static JsonFactory factory(JsonLimits limits) {
    // Jackson shares a table of names between documents unless told not to; names made to collide
    // in
    // it would make it refuse the documents of others.
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxDocumentLength(limits.documentBytes())
                .maxNestingDepth(limits.depth())
                .maxStringLength(limits.stringChars())
                .maxNameLength(limits.stringChars())
                .maxTokenCount(limits.tokens())
                .maxNumberLength(NUMBER_CHARS)
                .build())
        .build();
  }

  private static String overLimit(StreamConstraintsException e, JsonLimits limits) {
    String text = String.valueOf(e.getOriginalMessage());
    if (text.startsWith("Document nesting")) {
      return "more than " + limits.depth() + " levels";
    }
    if (text.startsWith("String") || text.startsWith("Name")) {
      return "a string of more than " + limits.stringChars() + " characters";
    }
    if (text.startsWith("Token")) {
      return "more than " + limits.tokens() + " tokens";
    }
    if (text.startsWith("Number")) {
      return "a number of more than " + NUMBER_CHARS + " characters";
    }
    return "the document is over a limit";
  }

  /** Jackson's text up to the first quotation of content, so that no document text is repeated. */
  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage();
    if (text == null) {
      return "not JSON";
    }
    int quote = text.length();
    for (char c : new char[] {'\'', '"', '(', '\n'}) {
      int at = text.indexOf(c);
      if (at >= 0) {
        quote = Math.min(quote, at);
      }
    }
    String head = text.substring(0, Math.min(quote, MESSAGE_CHARS)).trim();
    return head.isEmpty() ? "not JSON" : "not JSON: " + head;
  }

  private @Nullable Object value(JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT:
        return object();
      case START_ARRAY:
        return array();
      case VALUE_STRING:
        return string(parser.getText());
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        return number(parser.getText(), token == JsonToken.VALUE_NUMBER_INT);
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case VALUE_NULL:
        return null;
      default:
        throw problem("unexpected token");
    }
  }

  private Map<String, @Nullable Object> object() throws IOException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (JsonToken t = parser.nextToken(); t == JsonToken.FIELD_NAME; t = parser.nextToken()) {
      String key = string(parser.currentName());
      if (map.containsKey(key)) {
        throw problem("the same key twice in one object");
      }
      map.put(key, value(parser.nextToken()));
    }
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> array() throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      list.add(value(t));
    }
    return Collections.unmodifiableList(list);
  }

  private String string(String text) {
    if (!Numbers.wellFormed(text)) {
      throw problem("a lone surrogate in a string");
    }
    return text;
  }

  private Number number(String digits, boolean integer) {
    String why;
    if (integer) {
      if (digits.length() <= 17) {
        long value = Long.parseLong(digits);
        if (Math.abs(value) <= Numbers.MAX_INTEGER) {
          return value;
        }
      }
      why = "an integer beyond 9007199254740991; write it as a string";
    } else {
      double value = Double.parseDouble(digits);
      why = Numbers.refusal(value, value == 0 && Numbers.hasNonZeroDigit(digits));
      if (why == null) {
        return Numbers.normal(value);
      }
    }
    throw problem(why);
  }

  private JsonException problem(String message) {
    JsonLocation at = parser.currentTokenLocation();
    return new JsonException(message, at.getLineNr(), at.getColumnNr());
  }
}
