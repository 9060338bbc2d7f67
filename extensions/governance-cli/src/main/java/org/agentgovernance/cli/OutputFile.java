package org.agentgovernance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file whole or not at all. */
final class OutputFile {
  private OutputFile() {}

  static void create(String option, Path file, byte[] bytes) {
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw unwritable(option, file, "; it is never overwritten, name another file", e);
    }
  }

  static void replace(String option, Path file, byte[] bytes) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.write(next, bytes);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(option, file, "", e);
    }
  }

  private static InputException unwritable(String option, Path file, String advice, IOException e) {
    return InputException.usage(
        option
            + ": "
            + file
            + " cannot be written ("
            + e.getClass().getSimpleName()
            + ")"
            + advice);
  }
}
