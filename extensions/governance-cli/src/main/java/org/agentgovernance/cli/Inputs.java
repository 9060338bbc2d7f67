package org.agentgovernance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/** Reads what the command line names, and says clearly when it cannot. */
final class Inputs {
  private static final int MOST_BYTES = 64 << 20;

  private Inputs() {}

  /** Refuses what is no readable file, before anything is opened. */
  static void check(String option, Path file) {
    String why = null;
    if (!Files.exists(file)) {
      why = "does not exist";
    } else if (Files.isDirectory(file)) {
      why = "is a directory; name a file in it";
    } else if (!Files.isReadable(file)) {
      why = "may not be read by this user";
    }
    if (why != null) {
      throw InputException.usage(option + ": " + file + " " + why);
    }
  }

  static byte[] bytes(String option, Path file) {
    check(option, file);
    try (InputStream in = Files.newInputStream(file)) {
      return bytes(option, in);
    } catch (IOException e) {
      throw unreadable(option, file.toString(), e);
    }
  }

  private static byte[] bytes(String option, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw InputException.usage(option + ": more than " + MOST_BYTES + " bytes; give less");
    }
    return bytes;
  }

  static InputException unreadable(String option, String what, IOException e) {
    return InputException.usage(
        option + ": " + what + " cannot be read (" + e.getClass().getSimpleName() + ")");
  }

  /**
   * JSON text from an option: as it stands, from a file after an at sign, or from standard input.
   */
  static String json(String option, String value, InputStream in) {
    byte[] bytes;
    if (value.equals("-")) {
      try {
        bytes = bytes(option, in);
      } catch (IOException e) {
        throw unreadable(option, "standard input", e);
      }
    } else if (value.startsWith("@")) {
      try {
        bytes = bytes(option, Path.of(value.substring(1)));
      } catch (InvalidPathException e) {
        throw InputException.usage(option + ": there can be no file of that name");
      }
    } else {
      return value;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw InputException.usage(option + ": not valid UTF-8; is it a binary file?");
    }
  }

  /** A JSON object from an option; nothing when the option was not given. */
  static Map<String, @Nullable Object> object(
      String option, @Nullable String value, InputStream in) {
    if (value == null) {
      return Map.of();
    }
    try {
      return Json.parseObject(json(option, value, in));
    } catch (JsonException e) {
      throw InputException.usage(option + ": " + e.getMessage() + "; give a JSON object");
    }
  }
}
