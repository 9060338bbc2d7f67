package org.agentgovernance.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/** Reads a JSON or YAML document into nodes with places; one pass, strict about duplicates. */
final class NodeReader {
  static final int MAX_CHARS = 8 << 20;
  private static final int MAX_DEPTH = 64;

  private final JsonParser parser;
  private final Problems problems;

  private NodeReader(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** Reads the document; a problem in its syntax ends the reading at once. */
  static Node read(String text, boolean yaml, Problems problems) {
    if (text.length() > MAX_CHARS) {
      throw problems.fatal(
          1,
          1,
          "",
          "the manifest has "
              + text.length()
              + " characters, more than "
              + MAX_CHARS
              + "; split it by agent");
    }
    try (JsonParser parser = factory(yaml, problems).createParser(text)) {
      NodeReader reader = new NodeReader(parser, problems);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw problems.fatal(1, 1, "", "the manifest is empty");
      }
      Node root = reader.node(first, "");
      // The end of a YAML document is not yet the end of the text: another one may follow.
      if (parser.nextToken() != null || (yaml && parser.nextToken() != null)) {
        JsonLocation at = parser.currentTokenLocation();
        throw problems.fatal(
            at.getLineNr(), at.getColumnNr(), "", "text after the end of the manifest");
      }
      return root;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw problems.fatal(
          at == null ? 1 : at.getLineNr(),
          at == null ? 1 : at.getColumnNr(),
          "",
          (yaml ? "not YAML: " : "not JSON: ") + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw problems.fatal(1, 1, "", "the manifest could not be read");
    }
  }

  private static JsonFactory factory(boolean yaml, Problems problems) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxDocumentLength(MAX_CHARS)
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(1 << 18)
            .maxNumberLength(400)
            .build();
    if (yaml) {
      try {
        return YamlDocuments.factory(limits);
      } catch (LinkageError e) {
        throw problems.fatal(
            1,
            1,
            "",
            "reading YAML needs com.fasterxml.jackson.dataformat:jackson-dataformat-yaml on the"
                + " class path; add it or write the manifest as JSON");
      }
    }
    return JsonFactory.builder()
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(limits)
        .build();
  }

  private Node node(JsonToken token, String path) throws IOException {
    JsonLocation at = parser.currentTokenLocation();
    int line = at.getLineNr();
    int column = at.getColumnNr();
    switch (token) {
      case START_OBJECT:
        return object(line, column, path);
      case START_ARRAY:
        List<Node> items = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          items.add(node(t, path + "[" + items.size() + "]"));
        }
        return new Node.Arr(line, column, items);
      case VALUE_STRING:
      case VALUE_TRUE:
      case VALUE_FALSE:
      case VALUE_NULL:
        return new Node.Scalar(line, column, scalar(token));
      case VALUE_NUMBER_INT:
      case VALUE_NUMBER_FLOAT:
        return number(line, column, path);
      default:
        throw problems.fatal(line, column, path, "a value of a kind that manifests do not have");
    }
  }

  private @Nullable Object scalar(JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    return token == JsonToken.VALUE_STRING ? parser.getText() : token == JsonToken.VALUE_TRUE;
  }

  private Node number(int line, int column, String path) throws IOException {
    String digits = parser.getText();
    try {
      return new Node.Scalar(line, column, Json.parse(digits));
    } catch (JsonException e) {
      throw problems.fatal(line, column, path, "a number that JSON cannot hold exactly");
    }
  }

  private Node object(int line, int column, String path) throws IOException {
    Map<String, Node.Member> members = new LinkedHashMap<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
      String key = parser.currentName();
      JsonLocation at = parser.currentTokenLocation();
      String where = path.isEmpty() ? key : path + "." + key;
      Node value = node(parser.nextToken(), where);
      Node.Member member = new Node.Member(at.getLineNr(), at.getColumnNr(), value);
      Node.Member first = members.putIfAbsent(key, member);
      if (first != null) {
        problems.add(
            member.line(),
            member.column(),
            where,
            "the key \"" + key + "\" stands twice, first in line " + first.line());
      }
    }
    return new Node.Obj(line, column, members);
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
