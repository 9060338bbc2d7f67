package org.agentgovernance.cli.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/** Writes one line for each call, with the keys of the contract in its order. */
final class AnswerWriter {
  private static final int BATCH = 1 << 15;

  private final OutputStream out;
  private final StringBuilder buffer = new StringBuilder(BATCH + 1024);

  AnswerWriter(OutputStream out) {
    this.out = out;
  }

  void answer(long line, String session, @Nullable String callId, String tool, CallAnswer answer)
      throws IOException {
    begin(line);
    text(",\"session\":", session);
    text(",\"callId\":", callId);
    text(",\"tool\":", tool);
    text(",\"verdict\":", answer.verdict().word());
    buffer.append(",\"executed\":").append(answer.executed());
    text(",\"code\":", answer.code().value());
    text(",\"interceptor\":", answer.interceptor());
    text(",\"rule\":", answer.rule());
    text(",\"message\":", answer.message());
    end();
  }

  void error(long line, String message) throws IOException {
    begin(line);
    text(",\"error\":", message);
    end();
  }

  private void begin(long line) {
    buffer.append("{\"line\":").append(line);
  }

  private void end() throws IOException {
    buffer.append("}\n");
    if (buffer.length() >= BATCH) {
      write();
    }
  }

  private void text(String key, @Nullable String value) {
    buffer.append(key);
    if (value == null) {
      buffer.append("null");
      return;
    }
    try {
      buffer.append(Json.text(value));
    } catch (JsonException e) {
      // Half of a character, where a message was cut; UTF-8 has no form for it.
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      buffer.append(Json.text(new String(utf8, StandardCharsets.UTF_8)));
    }
  }

  private void write() throws IOException {
    try {
      out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException("the answers cannot be written: " + e.getMessage(), e);
    }
    buffer.setLength(0);
  }

  /** Hands over everything so far, for a program that waits for it. */
  void flush() throws IOException {
    write();
    try {
      out.flush();
    } catch (IOException e) {
      throw new IOException("the answers cannot be written: " + e.getMessage(), e);
    }
  }
}
